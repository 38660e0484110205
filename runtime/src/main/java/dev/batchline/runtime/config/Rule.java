package dev.batchline.runtime.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What a setting's value has to be; a value that is not there always passes.
 *
 * @param expected what it has to be, to end a sentence that begins "expected"
 * @param holds whether a parsed value is that
 */
record Rule(String expected, Predicate<Object> holds) implements ConfigDef.Validator {
    static Rule atLeast(long min) {
        return new Rule("a whole number, " + min + " or more", value -> ((Number) value).longValue() >= min);
    }

    static Rule between(long min, long max) {
        return new Rule("a whole number from " + min + " to " + max, value -> {
            long number = ((Number) value).longValue();
            return number >= min && number <= max;
        });
    }

    static Rule orMinusOne(Rule rule) {
        return new Rule(rule.expected() + ", or -1", value -> ((Number) value).longValue() == -1 || rule.test(value));
    }

    static Rule oneOf(String... words) {
        return new Rule(
                "one of " + String.join(", ", words), value -> List.of(words).contains(value.toString()));
    }

    static Rule matching(String regex, String expected) {
        Pattern pattern = Pattern.compile(regex);
        return new Rule(expected, value -> pattern.matcher(value.toString()).matches());
    }

    static Rule listOf(String regex, String expected) {
        Pattern pattern = Pattern.compile(regex);
        return new Rule(
                expected,
                value -> value instanceof List<?> list
                        && !list.isEmpty()
                        && list.stream()
                                .allMatch(item ->
                                        pattern.matcher(Objects.toString(item)).matches()));
    }

    static Rule checked(String expected, Predicate<String> holds) {
        return new Rule(expected, value -> holds.test(value.toString()));
    }

    boolean test(Object value) {
        return holds.test(value);
    }

    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value != null && !holds.test(value)) {
            throw new ConfigException(name, "(hidden)", "expected " + expected);
        }
    }

    @Override
    public String toString() {
        return expected;
    }
}
