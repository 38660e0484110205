package dev.batchline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests of the demo. */
class DemoRequestsTest {
    @Test
    void hasEveryProfileWithARealText() {
        assertThat(CountryProfiles.all()).hasSize(261).allSatisfy(profile -> {
            assertThat(profile.code()).matches("[a-z]{2}");
            assertThat(profile.name()).isNotBlank().hasSizeLessThan(60);
            assertThat(profile.background()).hasSizeGreaterThan(100);
        });
        assertThat(CountryProfiles.regions()).hasSize(13).contains("Africa", "Europe", "East & Southeast Asia");
    }

    @Test
    void asksForASummaryAndARegionOfEachProfile() {
        DemoRequests requests = DemoRequests.onceForEachProfile(0, 0);

        List<RequestEvent> events = events(requests);

        assertThat(events).hasSize(522).hasSize(requests.counts().total());
        assertThat(events.get(0).customId()).isEqualTo("summary-ag");
        assertThat(events.get(0).model()).isEqualTo(DemoRequests.SUMMARY_MODEL);
        assertThat(events.get(1).customId()).isEqualTo("region-ag");
        assertThat(events.get(1).model()).isEqualTo(DemoRequests.REGION_MODEL);
        assertThat(events).allSatisfy(event -> assertThat(event.url()).isEqualTo("/v1/chat/completions"));
    }

    @Test
    void offersTheRightRegionAmongTheChoices() throws Exception {
        RequestEvent region = events(DemoRequests.onceForEachProfile(0, 0)).get(1);

        JsonNode messages = new ObjectMapper().readTree(region.json()).at("/body/messages");

        assertThat(messages.at("/0/content").asText()).contains(CountryProfiles.regions());
        assertThat(messages.at("/1/content").asText())
                .isEqualTo(CountryProfiles.all().getFirst().background());
    }

    @Test
    void goesOnWithNumberedIdsWhenTheProfilesAreUsedUp() {
        List<RequestEvent> events = events(new DemoRequests(new DemoRequests.Counts(1_100, 0, 0)));

        assertThat(events.get(522).customId()).isEqualTo("summary-ag-2");
        assertThat(events.get(1_045).customId()).isEqualTo("region-ag-3");
        assertThat(new HashSet<>(events.stream().map(RequestEvent::customId).toList()))
                .hasSize(1_100);
    }

    @Test
    void plantsRequestsThatCannotBeRouted() {
        List<ParsedRequest> parsed = new ArrayList<>();
        DemoRequests requests = new DemoRequests(new DemoRequests.Counts(0, 4, 0));
        requests.forEach(value -> parsed.add(RequestEvent.parse(value)));

        assertThat(parsed.subList(0, 3))
                .extracting(refused -> ((ParsedRequest.Refused) refused).code())
                .containsExactly(ErrorCode.INVALID_JSON, ErrorCode.MISSING_CUSTOM_ID, ErrorCode.STREAM_NOT_SUPPORTED);
        assertThat(((RequestEvent) parsed.get(3)).url()).isEqualTo("/v1/crystal-ball");
        assertThat(requests.counts().failed()).isEqualTo(4);
    }

    @Test
    void plantsRequestsThatTheProviderRefuses() throws Exception {
        RequestEvent refused =
                events(new DemoRequests(new DemoRequests.Counts(0, 0, 1))).getFirst();

        assertThat(refused.customId()).isEqualTo("refused-0");
        assertThat(new ObjectMapper()
                        .readTree(refused.json())
                        .at("/body/max_tokens")
                        .asInt())
                .isEqualTo(-1);
    }

    private static List<RequestEvent> events(DemoRequests requests) {
        List<RequestEvent> events = new ArrayList<>();
        requests.forEach(value -> events.add((RequestEvent) RequestEvent.parse(value)));
        return events;
    }
}
