package dev.batchline.prices;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int PER_TOKENS = 1_000_000;

    private PriceFile() {}

    static PriceList read(String name, byte[] json) {
        try {
            Written list = JSON.readValue(json, Written.class);
            if (!list.currency.equals("USD") || list.perTokens != PER_TOKENS) {
                throw new PriceFileException(name + ": prices are in USD for " + PER_TOKENS + " tokens, not in "
                        + list.currency + " for " + list.perTokens + ".");
            }
            List<ModelPrice> prices = new ArrayList<>();
            for (Price price : list.prices) {
                prices.add(price.toModelPrice());
            }
            return new PriceList(list.version, prices);
        } catch (JsonProcessingException e) {
            throw new PriceFileException(name + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new PriceFileException(name + ": " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file. */
    private record Written(
            @JsonProperty(required = true) String version,
            @JsonProperty(required = true) String currency,

            @JsonProperty(value = "per_tokens", required = true)
            int perTokens,

            @Nullable String source,
            @JsonProperty(required = true) List<Price> prices) {}

    /** A model. */
    private record Price(
            @JsonProperty(required = true) String provider,
            @JsonProperty(required = true) String model,
            @JsonProperty(required = true) Rate standard,
            @JsonProperty(required = true) Rate batch,
            @Nullable List<Above> above) {
        ModelPrice toModelPrice() {
            List<ModelPrice.Step> steps = new ArrayList<>();
            steps.add(new ModelPrice.Step(0, standard.toRates(model), batch.toRates(model)));
            for (Above longer : above == null ? List.<Above>of() : above) {
                steps.add(new ModelPrice.Step(
                        longer.inputTokens, longer.standard.toRates(model), longer.batch.toRates(model)));
            }
            return new ModelPrice(provider, model, steps);
        }
    }

    /** Rates of long prompts. */
    private record Above(
            @JsonProperty(value = "input_tokens", required = true)
            long inputTokens,

            @JsonProperty(required = true) Rate standard,
            @JsonProperty(required = true) Rate batch) {}

    /** US dollars for a million tokens. */
    private record Rate(
            @JsonProperty(required = true) BigDecimal input,
            @JsonProperty("cached_input") @Nullable BigDecimal cachedInput,
            @JsonProperty("cache_write") @Nullable BigDecimal cacheWrite,
            @JsonProperty("cache_write_1h") @Nullable BigDecimal longCacheWrite,
            @JsonProperty(required = true) BigDecimal output) {
        Rates toRates(String model) {
            boolean negative = Stream.of(input, cachedInput, cacheWrite, longCacheWrite, output)
                    .filter(Objects::nonNull)
                    .anyMatch(rate -> rate.signum() < 0);
            if (negative) {
                throw new IllegalArgumentException(model + " has a negative price");
            }
            return new Rates(input, cachedInput, cacheWrite, longCacheWrite, output);
        }
    }
}
