package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** When windows are looked at again, and what is said of those that wait. */
class WindowAgendaTest {
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final WindowId WINDOW = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 10);
    private static final WindowId OLDER = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 9);

    private final SettableClocks clocks = new SettableClocks();
    private final WindowAgenda agenda = new WindowAgenda(clocks);
    private final Logger logger = (Logger) LoggerFactory.getLogger(WindowAgenda.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void saysWhyAWindowWaitsOncePerReason() {
        waits(Waiting.Reason.BUDGET);
        agenda.goesOn(WINDOW);
        waits(Waiting.Reason.BUDGET);
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getKeyValuePairs())
                        .anySatisfy(pair -> assertThat(pair.value).isEqualTo("budget")));
        waits(Waiting.Reason.PAUSED);
        waits(Waiting.Reason.PAUSED);
        assertThat(log.list).hasSize(2);
        agenda.advanced(WINDOW);
        waits(Waiting.Reason.PAUSED);
        assertThat(log.list).as("it came further between").hasSize(3);
    }

    @Test
    void raisesItsVoiceForAnAccountThatNobodyConfigured() {
        waits(Waiting.Reason.ACCOUNT_UNKNOWN);
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.ERROR));
    }

    @Test
    void countsAWindowOnceUnderItsReasonOfNow() {
        waits(Waiting.Reason.BUDGET);
        waits(Waiting.Reason.LEASE);
        assertThat(agenda.count(Waiting.Reason.BUDGET)).isZero();
        assertThat(agenda.count(Waiting.Reason.LEASE)).isEqualTo(1);
        agenda.goesOn(WINDOW);
        assertThat(agenda.waiting(WINDOW)).isEmpty();
        assertThat(agenda.count(Waiting.Reason.LEASE)).isZero();
    }

    @Test
    void looksAtTheOldestFirst() {
        agenda.now(WINDOW);
        agenda.in(OLDER, Duration.ofSeconds(1));
        assertThat(agenda.due()).containsExactly(WINDOW);
        agenda.now(WINDOW);
        clocks.pass(Duration.ofSeconds(1));
        assertThat(agenda.due()).containsExactly(OLDER, WINDOW);
    }

    private void waits(Waiting.Reason reason) {
        agenda.waits(WINDOW, new Waiting(reason, clocks.now().plusSeconds(1), "in words"));
    }
}
