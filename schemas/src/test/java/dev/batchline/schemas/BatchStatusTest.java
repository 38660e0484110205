package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which status may follow which. */
class BatchStatusTest {
    @ParameterizedTest
    @CsvSource({
        "validating,  in_progress finalizing completed failed expired cancelling cancelled",
        "in_progress, finalizing completed failed expired cancelling cancelled",
        "finalizing,  completed failed expired cancelling cancelled",
        "cancelling,  completed failed expired cancelled",
        "completed,   ''",
        "failed,      ''",
        "expired,     ''",
        "cancelled,   ''"
    })
    void mayBecomeWhatLiesAheadOfIt(String from, String to) {
        BatchStatus status = BatchStatus.parse(from);
        assertThat(Arrays.stream(BatchStatus.values())
                        .filter(status::mayBecome)
                        .map(BatchStatus::word)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(to);
        assertThat(status.terminal()).isEqualTo(to.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void readsItsOwnWord(BatchStatus status) {
        assertThat(BatchStatus.parse(status.word())).isEqualTo(status);
    }

    @Test
    void refusesOtherWords() {
        assertThat(BatchStatus.find("canceled")).isEmpty();
        assertThat(BatchStatus.find("COMPLETED")).isEmpty();
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> BatchStatus.parse("ended"))
                .withMessage("not a batch status: ended");
    }
}
