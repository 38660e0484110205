package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the spool keeps, and what it gives up. */
class SpoolTest {
    @TempDir
    Path directory;

    /** What a line of three characters takes. */
    private static final long LINE = entry(0, "one").diskBytes();

    private SpoolRoom room = new SpoolRoom(1_000_000);

    @Test
    void keepsLinesAndItemsOfAWindow() throws IOException {
        Spool spool = spool(100);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(1), entry(1, "two"));
        spool.seal(window(1));
        SpoolFile file = spool.find(window(1)).orElseThrow();
        assertThat(Files.readString(file.lines())).isEqualTo("one\ntwo\n");
        assertThat(items(file)).extracting(ManifestItem::seq).containsExactly(0, 1);
        assertThat(room.used()).isEqualTo(2 * LINE).isEqualTo(onDisk());
    }

    @Test
    @Tag("invariant-9")
    void dropsAWindowThatPassesTheCapAndGivesItsRoomBack() {
        Spool spool = spool(2);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(2), entry(0, "one"));
        assertThat(room.used()).isEqualTo(2 * LINE);
        spool.append(window(1), entry(1, ""));
        assertThat(spool.find(window(1))).as("only facts are left of it").isEmpty();
        assertThat(room.used()).isEqualTo(LINE);
        spool.append(window(1), entry(2, "x"));
        assertThat(spool.find(window(1))).as("it does not begin in its middle").isEmpty();
        spool.append(window(3), entry(0, "one"));
        assertThat(spool.find(window(3))).isPresent();
        assertThat(room.used()).isEqualTo(2 * LINE);
    }

    @Test
    void sharesTheCapWithTheOtherLivesOfTheProcess() {
        Spool first = spool(2);
        Spool second = new Spool(directory.resolve("other"), room);
        first.append(window(1), entry(0, "longer than others"));
        second.append(window(2), entry(0, "one"));
        assertThat(second.find(window(2))).isEmpty();
        first.end();
        assertThat(room.used()).isZero();
        second.append(window(3), entry(0, "one"));
        assertThat(second.find(window(3))).isPresent();
    }

    @Test
    void aFailingDiskLeavesFactsOnlyAndNoRoomUsed() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "in the way");
        Spool spool = new Spool(notADirectory.resolve("life"), room);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(1), entry(1, "two"));
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(room.used()).isZero();
        spool.seal(window(1));
        spool.remove(window(1));
        spool.end();
        assertThat(room.used()).isZero();
    }

    @Test
    @Tag("crash-row-12")
    void aFullDiskLeavesFactsOnlyAndTheNextFileIsWritten() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        Path lines = Files.createDirectories(directory.resolve("life"))
                .resolve(window(1).text() + ".jsonl");
        Files.createSymbolicLink(lines, full);
        Spool spool = spool(10_000);
        for (int seq = 0; seq < 2_000; seq++) {
            spool.append(window(1), entry(seq, "x".repeat(100)));
        }
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(room.used()).isZero();
        assertThat(lines).doesNotExist();
        assertThat(spool.setAside(window(1), LINE)).isTrue();
        SpoolFile again = spool.again(window(1));
        again.append(entry(0, "one"));
        again.close();
        spool.adopt(window(1), again);
        assertThat(spool.find(window(1))).contains(again);
        assertThat(room.used()).isEqualTo(LINE);
    }

    @Test
    void keepsMoreWindowsThanItHasFilesOpen() throws IOException {
        Spool spool = spool(100_000);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 150; i++) {
                spool.append(window(i), entry(round, i + "/" + round));
            }
        }
        for (int i = 0; i < 150; i++) {
            spool.seal(window(i));
            SpoolFile file = spool.find(window(i)).orElseThrow();
            assertThat(Files.readString(file.lines())).isEqualTo(i + "/0\n" + i + "/1\n" + i + "/2\n");
            assertThat(items(file)).extracting(ManifestItem::seq).containsExactly(0, 1, 2);
        }
    }

    @Test
    void hasAtMostSixtyFourFilesOpen() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors));
        Spool spool = spool(100_000);
        for (int i = 0; i < 150; i++) {
            spool.append(window(i), entry(0, "x"));
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            long ours = open.filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).startsWith(directory);
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .count();
            assertThat(ours).isEqualTo(2 * 64);
        }
        spool.end();
    }

    @Test
    void aThousandWindowsFillAtOnce() throws IOException {
        Spool spool = spool(100_000);
        for (int seq = 0; seq < 2; seq++) {
            for (int i = 0; i < 1_000; i++) {
                spool.append(window(i), entry(seq, i + "/" + seq));
            }
        }
        for (int i = 0; i < 1_000; i += 37) {
            spool.seal(window(i));
            SpoolFile file = spool.find(window(i)).orElseThrow();
            assertThat(Files.readString(file.lines())).isEqualTo(i + "/0\n" + i + "/1\n");
            assertThat(items(file)).extracting(ManifestItem::seq).containsExactly(0, 1);
        }
        spool.end();
        assertThat(room.used()).isZero();
    }

    @Test
    @Tag("crash-row-12")
    void aDiskThatFailsInTheMiddleOfAWindowLeavesFactsOnly() throws IOException {
        Spool spool = spool(100_000);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(2), entry(0, "other"));
        spool.seal(window(1));
        spool.seal(window(2));
        Path lines = spool.find(window(1)).orElseThrow().lines();
        Files.delete(lines);
        Files.createDirectory(lines);
        spool.append(window(1), entry(1, "two"));
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(room.used())
                .as("the other's room")
                .isEqualTo(entry(0, "other").diskBytes());
        spool.append(window(1), entry(2, "three"));
        assertThat(spool.find(window(1))).as("it does not begin in its middle").isEmpty();
        spool.append(window(2), entry(1, "next"));
        spool.seal(window(2));
        assertThat(Files.readString(spool.find(window(2)).orElseThrow().lines()))
                .as("its neighbour goes on")
                .isEqualTo("other\nnext\n");
        spool.end();
        assertThat(room.used()).isZero();
    }

    @Test
    void removesFilesAndGivesTheirRoomBack() {
        Spool spool = spool(1_000);
        spool.append(window(1), entry(0, "one"));
        Path lines = spool.find(window(1)).orElseThrow().lines();
        spool.remove(window(1));
        spool.remove(window(1));
        assertThat(lines).doesNotExist();
        assertThat(room.used()).isZero();
    }

    @Test
    void countsAFileThatWasMadeAgainOnce() throws IOException {
        Spool spool = spool(10);
        SpoolFile again = madeAgain(spool, 1);
        assertThat(room.used()).as("what was set aside").isEqualTo(2 * LINE);
        spool.adopt(window(1), again);
        spool.adopt(window(1), again);
        assertThat(room.used()).isEqualTo(LINE);
        assertThat(spool.find(window(1))).contains(again);
        spool.end();
        assertThat(room.used()).isZero();
        assertThat(directory.resolve("life")).doesNotExist();
    }

    @Test
    void deletesAFileThatWasMadeAgainIfThereIsNoRoomToKeepIt() throws IOException {
        Spool spool = spool(1);
        spool.append(window(2), entry(0, "one"));
        SpoolFile again = madeAgain(spool, 1);
        spool.adopt(window(1), again);
        assertThat(again.exists()).isFalse();
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(room.used()).isEqualTo(LINE);
    }

    @Test
    void deletesAFileThatWasMadeAgainForAWindowThatIsOver() throws IOException {
        Spool spool = spool(10);
        SpoolFile again = madeAgain(spool, 1);
        spool.remove(window(1));
        assertThat(again.exists()).isFalse();
        assertThat(room.used()).isZero();
    }

    @Test
    @Tag("invariant-9")
    void alwaysHasRoomToMakeOneFileAgain() {
        Spool spool = spool(2);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(2), entry(0, "one"));
        assertThat(spool.setAside(window(3), 100 * LINE)).isTrue();
        assertThat(spool.setAside(window(3), 100 * LINE)).as("the same again").isTrue();
        assertThat(spool.setAside(window(4), 1)).isFalse();
        spool.append(window(1), entry(1, ""));
        assertThat(spool.find(window(1))).as("nothing is kept beyond the cap").isEmpty();
        spool.giveBack(window(3));
        spool.giveBack(window(3));
        assertThat(room.used()).isEqualTo(LINE);
        assertThat(spool.setAside(window(4), LINE)).isTrue();
        spool.end();
        assertThat(room.used()).isZero();
        assertThat(spool.setAside(window(5), LINE))
                .as("by a call that outlives its life")
                .isFalse();
        assertThat(room.used()).isZero();
    }

    private SpoolFile madeAgain(Spool spool, int window) throws IOException {
        assertThat(spool.setAside(window(window), 2 * LINE)).isTrue();
        SpoolFile again = spool.again(window(window));
        again.append(entry(0, "one"));
        again.close();
        return again;
    }

    /** A spool that keeps so many lines. */
    private Spool spool(int lines) {
        room = new SpoolRoom(lines * LINE * 4 / 3 + 1);
        return new Spool(directory.resolve("life"), room);
    }

    private long onDisk() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("life"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static List<ManifestItem> items(SpoolFile file) throws IOException {
        List<ManifestItem> items = new ArrayList<>();
        file.items(items::add);
        return items;
    }

    private static WindowId window(int offset) {
        return WindowId.of(DeploymentId.of("c", "t"), 0, new LaneKey("p", "/v1/responses", "m", "24h"), offset);
    }

    private static SpoolEntry entry(int seq, String line) {
        return new SpoolEntry(
                line.getBytes(StandardCharsets.UTF_8),
                new ManifestItem(seq, 100 + seq, "id" + seq, null, 1, 1, List.of()));
    }
}
