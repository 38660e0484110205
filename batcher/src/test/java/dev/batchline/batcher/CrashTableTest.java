package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That each crash point the batcher answers for has a test that names its row of the table. */
class CrashTableTest {
    private static final List<Class<?>> CLASSES = List.of(
            OtherLivesTest.class, UncertainCreatesTest.class, OperatorCommandsTest.class, EndingProcessTest.class);

    /** A transaction that is aborted leaves row 1; the refused lines of row 11 are the joiner's. */
    private static final Set<Integer> ELSEWHERE = Set.of(2, 11);

    @Test
    void everyRowIsTested() {
        Set<Integer> tested = new TreeSet<>(ELSEWHERE);
        for (Class<?> type : CLASSES) {
            for (Method method : type.getDeclaredMethods()) {
                for (Tag tag : method.getAnnotationsByType(Tag.class)) {
                    tested.add(Integer.parseInt(tag.value().substring("crash-row-".length())));
                }
            }
        }
        assertThat(tested).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }
}
