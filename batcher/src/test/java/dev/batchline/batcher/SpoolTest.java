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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the spool keeps, and what it gives up. */
class SpoolTest {
    @TempDir
    Path directory;

    private final AtomicLong used = new AtomicLong();

    @Test
    void keepsLinesAndItemsOfAWindow() throws IOException {
        Spool spool = spool(1_000);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(1), entry(1, "two"));
        spool.seal(window(1));
        SpoolFile file = spool.find(window(1)).orElseThrow();
        assertThat(Files.readString(file.lines())).isEqualTo("one\ntwo\n");
        assertThat(items(file)).extracting(ManifestItem::seq).containsExactly(0, 1);
        assertThat(used).hasValue(8);
    }

    @Test
    @Tag("invariant-9")
    void dropsAWindowThatPassesTheCapAndGivesItsRoomBack() {
        Spool spool = spool(10);
        spool.append(window(1), entry(0, "1234"));
        spool.append(window(2), entry(0, "1234"));
        assertThat(used).hasValue(10);
        spool.append(window(1), entry(1, ""));
        assertThat(spool.find(window(1))).as("only facts are left of it").isEmpty();
        assertThat(used).hasValue(5);
        spool.append(window(1), entry(2, "x"));
        assertThat(spool.find(window(1))).as("it does not begin in its middle").isEmpty();
        spool.append(window(3), entry(0, "1234"));
        assertThat(spool.find(window(3))).isPresent();
        assertThat(used).hasValue(10);
    }

    @Test
    void sharesTheCapWithTheOtherLivesOfTheProcess() {
        Spool first = spool(10);
        Spool second = new Spool(directory.resolve("other"), 10, used);
        first.append(window(1), entry(0, "123456"));
        second.append(window(2), entry(0, "1234"));
        assertThat(second.find(window(2))).isEmpty();
        first.end();
        assertThat(used).hasValue(0);
        second.append(window(3), entry(0, "1234"));
        assertThat(second.find(window(3))).isPresent();
    }

    @Test
    void aFailingDiskLeavesFactsOnlyAndNoRoomUsed() throws IOException {
        Path notADirectory = Files.writeString(directory.resolve("file"), "in the way");
        Spool spool = new Spool(notADirectory.resolve("life"), 1_000, used);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(1), entry(1, "two"));
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(used).hasValue(0);
        spool.seal(window(1));
        spool.remove(window(1));
        spool.end();
        assertThat(used).hasValue(0);
    }

    @Test
    void keepsMoreWindowsThanItHasFilesOpen() throws IOException {
        Spool spool = spool(1_000_000);
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
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(descriptors));
        Spool spool = spool(1_000_000);
        for (int i = 0; i < 150; i++) {
            spool.append(window(i), entry(0, "x"));
        }
        try (java.util.stream.Stream<Path> open = Files.list(descriptors)) {
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
        Spool spool = spool(1_000_000);
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
        assertThat(used).hasValue(0);
    }

    @Test
    @Tag("crash-row-12")
    void aDiskThatFailsInTheMiddleOfAWindowLeavesFactsOnly() throws IOException {
        Spool spool = spool(1_000_000);
        spool.append(window(1), entry(0, "one"));
        spool.append(window(2), entry(0, "other"));
        spool.seal(window(1));
        spool.seal(window(2));
        Path lines = spool.find(window(1)).orElseThrow().lines();
        Files.delete(lines);
        Files.createDirectory(lines);
        spool.append(window(1), entry(1, "two"));
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(used).as("the other's room").hasValue(6);
        spool.append(window(1), entry(2, "three"));
        assertThat(spool.find(window(1))).as("it does not begin in its middle").isEmpty();
        spool.append(window(2), entry(1, "next"));
        spool.seal(window(2));
        assertThat(Files.readString(spool.find(window(2)).orElseThrow().lines()))
                .as("its neighbour goes on")
                .isEqualTo("other\nnext\n");
        spool.end();
        assertThat(used).hasValue(0);
    }

    @Test
    void removesFilesAndGivesTheirRoomBack() {
        Spool spool = spool(1_000);
        spool.append(window(1), entry(0, "one"));
        Path lines = spool.find(window(1)).orElseThrow().lines();
        spool.remove(window(1));
        spool.remove(window(1));
        assertThat(lines).doesNotExist();
        assertThat(used).hasValue(0);
    }

    @Test
    void countsAFileThatWasMadeAgainOnce() throws IOException {
        Spool spool = spool(1_000);
        SpoolFile again = spool.again(window(1));
        again.append(entry(0, "one"));
        again.close();
        spool.adopt(window(1), again);
        spool.adopt(window(1), again);
        assertThat(used).hasValue(4);
        assertThat(spool.find(window(1))).contains(again);
        spool.end();
        assertThat(used).hasValue(0);
        assertThat(directory.resolve("life")).doesNotExist();
    }

    @Test
    void deletesAFileThatWasMadeAgainIfThereIsNoRoomForIt() throws IOException {
        Spool spool = spool(3);
        SpoolFile again = spool.again(window(1));
        again.append(entry(0, "one"));
        again.close();
        spool.adopt(window(1), again);
        assertThat(again.exists()).isFalse();
        assertThat(spool.find(window(1))).isEmpty();
        assertThat(used).hasValue(0);
    }

    private Spool spool(long maxBytes) {
        return new Spool(directory.resolve("life"), maxBytes, used);
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
