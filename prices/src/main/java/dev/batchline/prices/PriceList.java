package dev.batchline.prices;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The prices of a day. A model that is not on it has no price; none is guessed. */
public final class PriceList {
    private static final String BUILT_IN = "prices.json";

    private final String version;
    private final Map<Key, ModelPrice> prices = new HashMap<>();

    PriceList(String version, List<ModelPrice> prices) {
        this.version = version;
        for (ModelPrice price : prices) {
            if (this.prices.put(new Key(price.provider(), price.model()), price) != null) {
                throw new IllegalArgumentException(price.provider() + " has two prices for " + price.model());
            }
        }
    }

    /** The list that comes with this program. */
    public static PriceList builtIn() {
        try (InputStream in = Objects.requireNonNull(PriceList.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return PriceFile.read("the built-in price list", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The list in a file; throws {@link PriceFileException} if it is none. */
    public static PriceList read(Path file) throws IOException {
        return PriceFile.read(file.toString(), Files.readAllBytes(file));
    }

    /** The date of the list. */
    public String version() {
        return version;
    }

    /** What one item costs, if the list has the model. */
    public Optional<Cost> cost(String provider, String model, Mode mode, TokenUse use) {
        return cost(provider, model, mode, use, use.input());
    }

    /** What items cost together that have prompts of about this length, if the list has the model. */
    public Optional<Cost> cost(String provider, String model, Mode mode, TokenUse use, long prompt) {
        return Optional.ofNullable(prices.get(new Key(provider, model)))
                .map(price -> new Cost(price.cost(mode, use, prompt), price.cost(Mode.STANDARD, use, prompt), version));
    }

    /** The providers that have a model of this name, in order. */
    public Set<String> providersOf(String model) {
        Set<String> providers = new TreeSet<>();
        prices.keySet().stream().filter(key -> key.model.equals(model)).forEach(key -> providers.add(key.provider));
        return providers;
    }

    /** What has a price. */
    private record Key(String provider, String model) {}
}
