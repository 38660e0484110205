package dev.batchline.prices;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A price list as it is written down: US dollars for a million tokens, as JSON numbers or as text.
 *
 * <pre>
 * {"version": "2026-11-17", "currency": "USD", "per_tokens": 1000000, "prices": [
 *   {"provider": "openai", "model": "m",
 *    "standard": {"input": "3", "cached_input": "0.3", "cache_write": "3.75", "cache_write_1h": "6", "output": "15"},
 *    "batch": {"input": "1.5", "output": "7.5"},
 *    "above": [{"input_tokens": 200000, "standard": {...}, "batch": {...}}]}]}
 * </pre>
 */
final class PriceFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfigDefaults(known -> known.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();
    private static final int PER_TOKENS = 1_000_000;

    private PriceFile() {}

    static PriceList read(String name, byte[] json) {
        try {
            Written list = given(JSON.readValue(json, Written.class), "the file", "list");
            String currency = text(list.currency, "the list", "currency");
            if (!currency.equals("USD") || list.perTokens != PER_TOKENS) {
                throw new PriceFileException(name + ": prices are in USD for " + PER_TOKENS + " tokens, not in "
                        + currency + " for " + list.perTokens + ".");
            }
            List<ModelPrice> prices = new ArrayList<>();
            for (Price price : given(list.prices, "the list", "prices")) {
                prices.add(given(price, "a place of the list", "price").toModelPrice());
            }
            return new PriceList(text(list.version, "the list", "version"), prices);
        } catch (JsonProcessingException e) {
            throw new PriceFileException(name + ": " + e.getOriginalMessage() + place(e) + ".", e);
        } catch (IllegalArgumentException e) {
            throw new PriceFileException(name + ": " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static <T> T given(@Nullable T value, String owner, String what) {
        if (value == null) {
            throw new IllegalArgumentException(owner + " has no " + what);
        }
        return value;
    }

    private static String text(@Nullable String value, String owner, String what) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(owner + " has no " + what);
        }
        return value;
    }

    /** The file. What must be there may still be written as null, so that each is looked at. */
    private record Written(
            @JsonProperty(required = true) @Nullable String version,
            @JsonProperty(required = true) @Nullable String currency,

            @JsonProperty(value = "per_tokens", required = true)
            int perTokens,

            @Nullable String source,
            @JsonProperty(required = true) @Nullable List<@Nullable Price> prices) {}

    /** A model. */
    private record Price(
            @JsonProperty(required = true) @Nullable String provider,
            @JsonProperty(required = true) @Nullable String model,
            @JsonProperty(required = true) @Nullable Rate standard,
            @JsonProperty(required = true) @Nullable Rate batch,
            @Nullable List<@Nullable Above> above) {
        ModelPrice toModelPrice() {
            String name = text(model, "a price", "model");
            List<ModelPrice.Step> steps = new ArrayList<>();
            steps.add(step(0, name, standard, batch));
            for (Above longer : above == null ? List.<@Nullable Above>of() : above) {
                Above rates = given(longer, name, "rates in a step");
                steps.add(step(rates.inputTokens, name, rates.standard, rates.batch));
            }
            return new ModelPrice(text(provider, name, "provider"), name, steps);
        }

        private static ModelPrice.Step step(long above, String model, @Nullable Rate standard, @Nullable Rate batch) {
            return new ModelPrice.Step(
                    above,
                    given(standard, model, "standard rates").toRates(model),
                    given(batch, model, "batch rates").toRates(model));
        }
    }

    /** Rates of long prompts. */
    private record Above(
            @JsonProperty(value = "input_tokens", required = true)
            long inputTokens,

            @JsonProperty(required = true) @Nullable Rate standard,
            @JsonProperty(required = true) @Nullable Rate batch) {}

    /** US dollars for a million tokens. */
    private record Rate(
            @JsonProperty(required = true) @Nullable BigDecimal input,
            @JsonProperty("cached_input") @Nullable BigDecimal cachedInput,
            @JsonProperty("cache_write") @Nullable BigDecimal cacheWrite,
            @JsonProperty("cache_write_1h") @Nullable BigDecimal longCacheWrite,
            @JsonProperty(required = true) @Nullable BigDecimal output) {
        Rates toRates(String model) {
            boolean negative = Stream.of(input, cachedInput, cacheWrite, longCacheWrite, output)
                    .filter(Objects::nonNull)
                    .anyMatch(rate -> rate.signum() < 0);
            if (negative) {
                throw new IllegalArgumentException(model + " has a negative price");
            }
            return new Rates(
                    given(input, model, "input rate"),
                    cachedInput,
                    cacheWrite,
                    longCacheWrite,
                    given(output, model, "output rate"));
        }
    }
}
