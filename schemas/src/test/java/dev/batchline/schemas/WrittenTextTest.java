package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What stands in the JSON that a codec writes, and that the random records hold every variant. */
class WrittenTextTest {

    @Test
    void drawsEveryStateThatExists() {
        RandomRecords random = new RandomRecords(1);
        assertThat(random.windowStates().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(WindowState.class.getPermittedSubclasses());
        assertThat(random.joinStates().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(JoinState.class.getPermittedSubclasses());
    }

    @Test
    void writesHalfOfSurrogatePairAsReplacementCharacter() {
        Lease cut = Lease.of("cut \uD83D", Instant.EPOCH);
        assertThat(JsonCodec.LEASE.decode(JsonCodec.LEASE.encode(cut)).life()).isEqualTo("cut \uFFFD");
    }

    @Test
    void writesMoneyWithoutExponent() {
        LedgerEvent event = new RandomRecords(1).ledgerEvent();
        LedgerEvent cheap = new LedgerEvent(
                event.v(),
                event.windowId(),
                event.batchId(),
                event.account(),
                event.provider(),
                event.model(),
                event.mode(),
                event.attempt(),
                event.tenant(),
                event.job(),
                event.tokens(),
                event.priceVersion(),
                new BigDecimal("0.00000005"),
                null,
                event.occurredAt());
        assertThat(new String(JsonCodec.LEDGER.encode(cheap), StandardCharsets.UTF_8))
                .contains("\"cost\":0.00000005,\"list_price\":null");
    }
}
