package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one request parameter may hold.
 *
 * @param expected the expected type in words
 * @param type test of the type
 * @param minimum least numeric value
 * @param maximum greatest numeric value
 */
record ParameterRule(String expected, Predicate<JsonNode> type, double minimum, double maximum) {

    private static final double NO_LIMIT = Double.MAX_VALUE;

    static ParameterRule any() {
        return of("a value", node -> true);
    }

    static ParameterRule string() {
        return of("a string", JsonNode::isTextual);
    }

    static ParameterRule flag() {
        return of("a boolean", JsonNode::isBoolean);
    }

    static ParameterRule object() {
        return of("an object", JsonNode::isObject);
    }

    static ParameterRule array() {
        return of("an array", JsonNode::isArray);
    }

    static ParameterRule stringOrArray() {
        return of("a string or an array", node -> node.isTextual() || node.isArray());
    }

    static ParameterRule integer(double minimum, double maximum) {
        return new ParameterRule("an integer", JsonNode::isIntegralNumber, minimum, maximum);
    }

    static ParameterRule atLeastOne() {
        return integer(1, NO_LIMIT);
    }

    static ParameterRule number(double minimum, double maximum) {
        return new ParameterRule("a number", JsonNode::isNumber, minimum, maximum);
    }

    private static ParameterRule of(String expected, Predicate<JsonNode> type) {
        return new ParameterRule(expected, type, -NO_LIMIT, NO_LIMIT);
    }

    /** Refuses a value of the wrong type or out of range; null stands for an absent parameter. */
    void check(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return;
        }
        if (!type.test(value)) {
            throw new InvalidRequest(
                    "Invalid type for '" + name + "': expected " + expected + ", but got " + nameOf(value) + ".",
                    name,
                    "invalid_type");
        }
        if (value.isNumber() && value.doubleValue() < minimum) {
            throw outOfRange(name, value, "below_min_value", "minimum", minimum);
        }
        if (value.isNumber() && value.doubleValue() > maximum) {
            throw outOfRange(name, value, "above_max_value", "maximum", maximum);
        }
    }

    private InvalidRequest outOfRange(String name, JsonNode value, String kind, String bound, double limit) {
        String prefix = expected.equals("an integer") ? "integer_" : "decimal_";
        return new InvalidRequest(
                "Invalid value for '" + name + "': " + value + " is beyond the " + bound + " of "
                        + (limit == Math.rint(limit) ? String.valueOf((long) limit) : String.valueOf(limit)) + ".",
                name,
                prefix + kind);
    }

    private static String nameOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BINARY, MISSING, NULL, POJO -> "nothing";
        };
    }
}
