package dev.batchline.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.chaos.ChaosReport.Figures;
import dev.batchline.guarantees.Guarantees;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of runs: as JSON, added up, and printed. */
class ChaosReportTest {
    private static final Figures FIGURES = new Figures(10, 8, 2, 1, 3, 9, 0, 0, 0, 1, 12, 20);

    @TempDir
    private Path directory;

    @Test
    void isReadBackFromJson() throws Exception {
        ChaosReport report = report(1, Phase.AT_PROVIDER, true, List.of());
        Path file = Files.writeString(directory.resolve("report.json"), report.json());

        assertThat(ChaosReport.read(file)).isEqualTo(report);
        assertThat(Files.readString(file)).contains("\"at provider\" : 1").contains("\"good\" : true");
    }

    @Test
    void addsUpRuns() {
        ChaosReport sum = report(1, Phase.FILLING, true, List.of())
                .and(report(2, Phase.FILLING, true, List.of()))
                .and(report(3, Phase.CREATING, false, List.of(new Guarantees.Broken("promise", List.of("shown")))));

        assertThat(sum.seeds()).containsExactly(1L, 2L, 3L);
        assertThat(sum.seconds()).isEqualTo(90);
        assertThat(sum.counted().get(FaultKind.KILL)).containsExactly(Map.entry(Phase.FILLING, 2));
        assertThat(sum.others()).containsExactly(Map.entry(FaultKind.KILL, 1));
        assertThat(sum.figures().sent()).isEqualTo(30);
        assertThat(sum.figures().settledIn()).as("the longest").isEqualTo(20);
        assertThat(sum.good()).isFalse();
    }

    @Test
    void isPrintedWithTableFiguresAndWhatIsBroken() {
        String printed = printed(
                report(7, Phase.FILLING, true, List.of(new Guarantees.Broken("Promise", List.of("what shows it")))));

        assertThat(printed)
                .containsPattern("kill +1 +0 +0 +0 +0 +0 +1 +0\\R")
                .containsPattern("sent +10\\R")
                .contains("BROKEN: Promise")
                .contains("    what shows it")
                .contains("1 promises were broken (seeds [7]).");
        assertThat(printed(report(7, Phase.FILLING, true, List.of()))).contains("Every promise was kept (seeds [7]).");
    }

    @Test
    void countsFaultsThatMetSomethingMoving() {
        FaultTable table = new FaultTable();
        table.add(FaultKind.KILL, Phase.FILLING, true);
        table.add(FaultKind.KILL, Phase.FILLING, false);
        table.add(FaultKind.FREEZE, Phase.FILLING, true);
        table.add(FaultKind.BOUNCE_BROKER, null, true);

        assertThat(table.stopsByPhase()).containsExactly(Map.entry(Phase.FILLING, 2));
        assertThat(table.others()).containsOnly(Map.entry(FaultKind.KILL, 1), Map.entry(FaultKind.BOUNCE_BROKER, 1));
    }

    private static ChaosReport report(long seed, Phase phase, boolean counts, List<Guarantees.Broken> broken) {
        FaultTable table = new FaultTable();
        table.add(FaultKind.KILL, phase, counts);
        return new ChaosReport(List.of(seed), 30, table.counted(), table.others(), FIGURES, broken, List.of());
    }

    private static String printed(ChaosReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
