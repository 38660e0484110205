package dev.batchline.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.batchline.prices.Cost;
import dev.batchline.prices.Mode;
import dev.batchline.prices.PriceList;
import dev.batchline.prices.TokenUse;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.RequestEvent;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Guesses the tokens of requests, by four bytes a token and the limit that they set, and prices them. */
final class Estimator {
    private static final int BYTES_PER_TOKEN = 4;
    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(100_000)
                    .build())
            .build();

    private final BatchlineConfig config;
    private final PriceList prices;

    Estimator(BatchlineConfig config, PriceList prices) {
        this.config = config;
        this.prices = prices;
    }

    /** The lane of a request through an account or pool; the account's own name where it is not in the settings. */
    String lane(RequestEvent request, String account) {
        String pool = account(account).map(AccountSettings::pool).orElse(account);
        return new LaneKey(
                        pool, request.url(), request.model(), config.windows().completionWindow())
                .text();
    }

    /** What a request through an account or pool may cost. */
    Estimate of(RequestEvent request, String account) {
        long input = Math.ceilDiv((long) request.bodyEnd() - request.bodyStart(), BYTES_PER_TOKEN);
        long limit = outputLimit(request);
        long output = Math.max(0, limit);
        Optional<Cost> cost = provider(request, account)
                .flatMap(provider -> prices.cost(provider, request.model(), Mode.BATCH, TokenUse.of(input, output)));
        return new Estimate(
                lane(request, account),
                input,
                output,
                limit >= 0,
                cost.map(Cost::paid).orElse(null));
    }

    private Optional<AccountSettings> account(String name) {
        return config.accounts().stream()
                .filter(account -> name.isEmpty()
                        || account.name().equals(name)
                        || account.pool().equals(name))
                .findFirst();
    }

    /** An account that is not in the settings is of the only provider that has the model, if there is one. */
    private Optional<String> provider(RequestEvent request, String account) {
        return account(account).map(AccountSettings::type).or(() -> {
            Set<String> known = prices.providersOf(request.model());
            return known.size() == 1 ? known.stream().findFirst() : Optional.empty();
        });
    }

    /** The limit of answer tokens that the body sets at its top; -1 if it sets none. */
    private static long outputLimit(RequestEvent request) {
        long limit = -1;
        try (JsonParser parser =
                JSON.createParser(request.json(), request.bodyStart(), request.bodyEnd() - request.bodyStart())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT && LIMITS.contains(name)) {
                    limit = Math.max(limit, limit(parser));
                }
                parser.skipChildren();
            }
        } catch (IOException e) {
            return -1;
        }
        return limit;
    }

    /** A limit beyond any model's is none. */
    private static long limit(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.INT ? Math.max(0, parser.getIntValue()) : -1;
    }
}
