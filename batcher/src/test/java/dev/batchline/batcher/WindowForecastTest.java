package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A forecast tells the windows that the batcher then makes, and how they wait for room in the provider's queue. */
class WindowForecastTest extends WindowerFixture {
    private static final String PROMPT = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    @Test
    void tellsAsManyWindowsAsTheBatcherMakesOfTheSameRequests() {
        ceilings = new BatcherSettings.WindowCeilings(40, 6_000, 1_200, Duration.ofMinutes(1));
        begin();
        WindowForecast forecast = forecast();
        for (int request = 0; request < 500; request++) {
            LaneKey lane = request % 3 == 0 ? EMBEDDINGS : CHAT;
            String text = "x".repeat(request * 7919 % 400);
            String value = request % 3 == 0
                    ? body("id-" + request, lane, "{\"model\":\"m\",\"input\":[\"" + text + "\"]}")
                    : body("id-" + request, lane, PROMPT.formatted(text));
            take(lane, value, ++source);
            assertThat(forecast.take(value.getBytes(StandardCharsets.UTF_8), List.of()))
                    .isInstanceOf(WindowForecast.Taken.Into.class);
        }
        windower.flush("*");
        assertThat(forecast.lanes()).extracting(LaneForecast::lane).containsExactly(EMBEDDINGS, CHAT);
        for (LaneForecast lane : forecast.lanes()) {
            assertThat(lane.batches())
                    .isGreaterThan(4)
                    .isEqualTo(task.windows.stream()
                            .filter(window -> window.facts().lane().equals(lane.lane()))
                            .map(Window::id)
                            .distinct()
                            .count());
        }
    }

    @Test
    void saysWhyARequestWouldGoNowhere() {
        assertThat(forecast().take("{".getBytes(StandardCharsets.UTF_8), List.of()))
                .isInstanceOfSatisfying(
                        WindowForecast.Taken.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("invalid_json"));
        assertThat(forecast().lanes()).isEmpty();
    }

    @Test
    void waitsInRoundsWhereWindowsDoNotFitIntoTheQueueTogether() {
        ceilings = new BatcherSettings.WindowCeilings(10, 1_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
        accounts = List.of(withQueue(1_300L));
        WindowForecast forecast = forecast();
        byte[] value = body("id", CHAT, PROMPT.formatted("x".repeat(100))).getBytes(StandardCharsets.UTF_8);
        for (int request = 0; request < 50; request++) {
            forecast.take(value, List.of());
        }
        LaneForecast lane = forecast.lanes().getFirst();
        assertThat(lane.batches()).isEqualTo(5);
        assertThat(lane.rounds())
                .as("two windows of some 620 tokens fit at a time")
                .isEqualTo(3);
        assertThat(lane.queueLimit()).hasValue(1_300);
    }

    @Test
    void hasOneRoundWithoutALimitOfTheQueue() {
        WindowForecast forecast = forecast();
        forecast.take(body("id", CHAT, PROMPT.formatted("x")).getBytes(StandardCharsets.UTF_8), List.of());
        assertThat(forecast.lanes()).singleElement().satisfies(lane -> {
            assertThat(lane.rounds()).isEqualTo(1);
            assertThat(lane.queueLimit()).isEmpty();
        });
    }

    @Test
    void laysRequestsOfEqualSizeByCountTokensAndBytes() {
        ceilings = new BatcherSettings.WindowCeilings(1_000, 1_000_000, 50_000, Duration.ofMinutes(1));
        assertThat(forecast().uniform(CHAT, 10_001, 10_001).batches())
                .as("by count")
                .isEqualTo(11);
        assertThat(forecast().uniform(CHAT, 1_000, 100_000).batches())
                .as("500 of 100 tokens fit")
                .isEqualTo(2);
        ceilings = new BatcherSettings.WindowCeilings(1_000, 4_000, Long.MAX_VALUE, Duration.ofMinutes(1));
        assertThat(forecast().uniform(CHAT, 100, 10_000).batches())
                .as("10 of 400 bytes fit")
                .isEqualTo(10);
    }

    @Test
    void laysRequestsOfEqualSizeInRounds() {
        accounts = List.of(withQueue(200_000L), withQueue(200_000L));
        LaneForecast lane = forecast().uniform(CHAT, 8_000, 800_000);
        assertThat(lane.batches()).as("windows of 1,000 requests").isEqualTo(8);
        assertThat(lane.rounds()).isEqualTo(4);
        accounts = List.of(withQueue(10L));
        assertThat(forecast().uniform(CHAT, 3, 300).rounds())
                .as("each alone, since an empty queue takes any")
                .isEqualTo(3);
    }

    private Account withQueue(@Nullable Long tokens) {
        return new Account(
                "a" + tokens + accounts.size(),
                "pool",
                new AccountSettings.Limits(tokens, Map.of(), null, 10),
                provider);
    }

    private WindowForecast forecast() {
        return new WindowForecast(new Accounts(accounts), ceilings, 1_000_000, "24h");
    }
}
