package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A window takes the ways of the diagram, and each step keeps what the next owner must know. */
class WindowStateTest {
    private static final Instant T1 = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant T2 = Instant.parse("2026-11-21T09:00:00Z");

    private final WindowState.Sealed sealed = new WindowState.Open().seal("main", T1);

    @Test
    @Tag("invariant-3")
    void allowsExactlyTheTransitionsOfTheDiagram() {
        Map<String, Set<String>> ways = new HashMap<>();
        for (Class<?> state : WindowState.class.getPermittedSubclasses()) {
            ways.put(
                    state.getSimpleName(),
                    Arrays.stream(state.getDeclaredMethods())
                            .filter(method -> Modifier.isPublic(method.getModifiers()))
                            .map(Method::getReturnType)
                            .filter(WindowState.class::isAssignableFrom)
                            .map(Class::getSimpleName)
                            .collect(Collectors.toSet()));
        }
        assertThat(ways)
                .isEqualTo(Map.of(
                        "Open", Set.of("Sealed", "Cancelled"),
                        "Sealed", Set.of("Uploaded", "Creating", "Rejected", "Cancelled"),
                        "Uploaded", Set.of("Uploaded", "Submitted", "Sealed", "Rejected", "Cancelled"),
                        "Creating", Set.of("Creating", "Submitted", "Rejected", "Cancelled"),
                        "Submitted", Set.of("Submitted", "Uploaded", "Sealed", "Cancelled"),
                        "Rejected", Set.of(),
                        "Cancelled", Set.of()));
    }

    @Test
    void goesFromOpenToSubmittedWithTheFirstSubmission() {
        WindowState.Submitted submitted =
                sealed.uploaded("file-1", "life-1", T2).submitted("batch-1", SubmittedHow.CREATED, T2);
        assertThat(submitted)
                .isEqualTo(new WindowState.Submitted(
                        "main", "file-1", "batch-1", 1, List.of(), SubmittedHow.CREATED, T2, null));
    }

    @Test
    void remembersThatItsEndWasAskedFor() {
        WindowState.Submitted submitted =
                sealed.uploaded("file-1", "life-1", T1).submitted("batch-1", SubmittedHow.CREATED, T1);
        assertThat(submitted.cancelRequested(CancelCause.OVERDUE, T2).cancel())
                .isEqualTo(new CancelRequest(CancelCause.OVERDUE, T2));
    }

    @Test
    void numbersNewIntentAfterReconcile() {
        assertThat(sealed.uploaded("file-1", "life-1", T1).renewed("file-2", "life-2", T2))
                .isEqualTo(new WindowState.Uploaded("main", "file-2", 2, List.of(), "life-2", T2, null));
        assertThat(sealed.creating("life-1", T1).renewed("life-2", T2))
                .isEqualTo(new WindowState.Creating("main", 2, List.of(), "life-2", T2));
    }

    @Test
    void keepsFileAndNumberWhenAnIntentIsWithdrawnAndTakenOver() {
        WindowState.Uploaded withdrawn = sealed.uploaded("file-1", "life-1", T1).withdraw();
        assertThat(withdrawn).isEqualTo(new WindowState.Uploaded("main", "file-1", 1, List.of(), null, T1, null));
        assertThat(withdrawn.takeOver("life-2"))
                .isEqualTo(new WindowState.Uploaded("main", "file-1", 1, List.of(), "life-2", T1, null));
    }

    @Test
    void remembersBatchesOfEarlierSubmissions() {
        WindowState.Submitted second = sealed.uploaded("file-1", "life-1", T1)
                .submitted("batch-1", SubmittedHow.CREATED, T1)
                .retryCreate("file-1", "life-1", T1, T2)
                .submitted("batch-2", SubmittedHow.ADOPTED, T2);
        assertThat(second.batchIds()).containsExactly("batch-1");
        assertThat(second.fileGone(T2)).isEqualTo(new WindowState.Sealed("main", 3, List.of("batch-1", "batch-2"), T2));
    }

    @Test
    void countsSubmissionWhenFileIsGone() {
        assertThat(sealed.uploaded("file-1", "life-1", T1).fileGone(T2))
                .isEqualTo(new WindowState.Sealed("main", 2, List.of(), T2));
    }

    @Test
    void waitsBeforeItCreatesAgain() {
        WindowState.Uploaded again = sealed.uploaded("file-1", "life-1", T1)
                .submitted("batch-1", SubmittedHow.CREATED, T1)
                .retryCreate("file-1", "life-1", T1, T2);
        assertThat(again.notBefore()).isEqualTo(T2);
        assertThat(again.submission()).isEqualTo(2);
    }

    @Test
    void hasNoFileAtProvidersWithoutFiles() {
        assertThat(sealed.creating("life-1", T1)
                        .submitted("b", SubmittedHow.CREATED, T2)
                        .fileId())
                .isNull();
    }

    @Test
    void keepsAccountWhenItEndsWithoutBatch() {
        assertThat(new WindowState.Open().cancel(T1)).isEqualTo(new WindowState.Cancelled(null, T1));
        assertThat(sealed.cancel(T1)).isEqualTo(new WindowState.Cancelled("main", T1));
        assertThat(sealed.creating("life-1", T1).cancel(T2)).isEqualTo(new WindowState.Cancelled("main", T2));
        assertThat(sealed.uploaded("f", "life-1", T1).reject("invalid_file", "no", T2))
                .isEqualTo(new WindowState.Rejected("main", "invalid_file", "no", T2));
    }

    @Test
    void dropsEveryRequestOrOnlyThoseThatAreSelected() {
        Selection acme = new Selection("acme", null, List.of(new Selection.End("id", List.of(10L))));
        WindowState.Cancelled whole = sealed.cancel(T1);
        WindowState.Cancelled some = new WindowState.Cancelled("main", T2, List.of(acme));
        assertThat(some.drops(SelectionTest.request("acme", null, "id", 0, 9))).isTrue();
        assertThat(some.drops(SelectionTest.request("other", null, "id", 0, 9))).isFalse();
        assertThat(whole.drops(SelectionTest.request("other", null, "id", 0, 9)))
                .isTrue();
    }

    @Test
    void writesItsWordAsName() {
        RandomRecords random = new RandomRecords(3);
        for (WindowState state : random.windowStates()) {
            byte[] json = JsonCodec.WINDOW.encode(random.window(state));
            String name = SchemaFiles.tree(new String(json, StandardCharsets.UTF_8))
                    .at("/state/name")
                    .asText();
            assertThat(name).isEqualTo(state.word());
        }
    }

    @Test
    void countsVersionOfWindowWithEachStateAndNotWithFacts() {
        RandomRecords random = new RandomRecords(4);
        WindowFacts facts = random.window(sealed).facts();
        Window open = Window.open(random.windowId(), facts);
        assertThat(open.version()).isEqualTo(1);
        assertThat(open.with(facts.closed(CloseTrigger.FLUSH)).version()).isEqualTo(1);
        assertThat(open.with(facts.closed(CloseTrigger.FLUSH)).facts().trigger())
                .isEqualTo(CloseTrigger.FLUSH);
        assertThat(open.to(sealed).version()).isEqualTo(2);
        assertThat(open.to(sealed).state()).isEqualTo(sealed);
    }
}
