package dev.batchline.dst;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Files that are not what was written. */
final class Torn {
    private Torn() {}

    /** Spoils one of the spool files below a directory; false if there is none. */
    static boolean one(Dice dice, Path directory) {
        List<Path> files = spooled(directory);
        if (files.isEmpty()) {
            return false;
        }
        Path file = dice.pick(files);
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length == 0) {
                return false;
            }
            switch (dice.between(0, 3)) {
                case 0 -> Files.delete(file);
                case 1 -> Files.write(file, Arrays.copyOf(content, content.length / 2));
                default -> Files.write(file, changed(content, dice));
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the mark of a request into that of another, so that nothing else looks wrong. */
    private static byte[] changed(byte[] content, Dice dice) {
        byte[] changed = content.clone();
        List<Integer> digits = new ArrayList<>();
        for (int at = 5; at < changed.length; at++) {
            if (changed[at - 1] == '-' && changed[at - 2] == 'k' && Character.isDigit(changed[at])) {
                digits.add(at);
            }
        }
        if (!digits.isEmpty()) {
            int at = dice.pick(digits);
            changed[at] = (byte) (changed[at] == '1' ? '2' : '1');
        }
        return changed;
    }

    private static List<Path> spooled(Path directory) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.toString().contains("/windows/")
                            && path.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
