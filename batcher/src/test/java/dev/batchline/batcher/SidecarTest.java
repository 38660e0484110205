package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.ManifestItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written beside a spool file is what is read again. */
class SidecarTest {
    @Test
    void givesBackWhatWasWritten() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            List<ManifestItem> items = items(new Random(seed));
            assertThat(read(write(items))).as("seed %d", seed).isEqualTo(items);
        }
    }

    @Test
    void neverTakesATornSidecarForAShorterItem() throws IOException {
        List<ManifestItem> items = List.of(
                new ManifestItem(0, 5, "a", null, 1, 1, List.of()),
                new ManifestItem(1, 6, "b", "wire", 1, 1, List.of(new Header("h", new byte[] {1, 2, 3}))));
        byte[] whole = write(items);
        int first = write(items.subList(0, 1)).length;
        for (int length = 1; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            if (length == first) {
                assertThat(read(torn)).hasSize(1);
            } else {
                assertThatThrownBy(() -> read(torn)).as("%d bytes", length).isInstanceOf(IOException.class);
            }
        }
    }

    private static List<ManifestItem> items(Random random) {
        List<ManifestItem> items = new ArrayList<>();
        int count = random.nextInt(20);
        for (int seq = 0; seq < count; seq++) {
            List<Header> headers = new ArrayList<>();
            int headerCount = random.nextInt(4);
            for (int i = 0; i < headerCount; i++) {
                byte[] value = random.nextBoolean() ? null : new byte[random.nextInt(50)];
                if (value != null) {
                    random.nextBytes(value);
                }
                headers.add(new Header(text(random), value));
            }
            items.add(new ManifestItem(
                    random.nextInt(),
                    random.nextLong(),
                    text(random),
                    random.nextBoolean() ? null : text(random),
                    random.nextLong(),
                    random.nextInt(),
                    headers));
        }
        return items;
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(30), 0, 0xD800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] write(List<ManifestItem> items) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (ManifestItem item : items) {
            Sidecar.write(out, item);
        }
        return bytes.toByteArray();
    }

    private static List<ManifestItem> read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        List<ManifestItem> items = new ArrayList<>();
        for (Optional<ManifestItem> item = Sidecar.read(in); item.isPresent(); item = Sidecar.read(in)) {
            items.add(item.get());
        }
        return items;
    }
}
