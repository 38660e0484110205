package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What a codec writes it reads back, and the schema of its kind holds for it. */
class CodecRoundTripTest {
    private static final int ROUNDS = 50;
    private static final long FIRST_SEED = 20_261_121;

    private long seed = FIRST_SEED;
    private RandomRecords random = new RandomRecords(seed);

    @BeforeEach
    void drawsFromSeedOfThisRound(RepetitionInfo round) {
        seed = FIRST_SEED + round.getCurrentRepetition();
        random = new RandomRecords(seed);
    }

    @RepeatedTest(ROUNDS)
    void holdsForEveryStateOfWindow() {
        for (WindowState state : random.windowStates()) {
            holds(JsonCodec.WINDOW, Schemas.Kind.WINDOW, random.window(state));
        }
    }

    @RepeatedTest(ROUNDS)
    void holdsForEveryStateOfJoin() {
        for (JoinState state : random.joinStates()) {
            JoinEvent event = JoinEvent.of(random.windowId(), state, random.instant());
            holds(JsonCodec.JOIN, Schemas.Kind.JOIN_EVENT, event);
        }
    }

    @RepeatedTest(ROUNDS)
    void holdsForEveryStatus() {
        for (BatchStatus status : BatchStatus.values()) {
            holds(JsonCodec.STATUS, Schemas.Kind.STATUS_EVENT, random.statusEvent(status));
        }
    }

    @RepeatedTest(ROUNDS)
    void holdsForEveryCommand() {
        for (Command.Action action : Command.Action.values()) {
            Command command = new Command(
                    Command.FORMAT,
                    action,
                    random.orNull(random::text),
                    random.orNull(random::text),
                    random.orNull(random::text),
                    random.instant(),
                    random.orNull(random::selection));
            holds(JsonCodec.COMMAND, Schemas.Kind.COMMAND, command);
        }
    }

    @RepeatedTest(ROUNDS)
    void holdsForLeasesLedgerEventsAndReplayMarks() {
        holds(JsonCodec.LEASE, Schemas.Kind.LEASE, Lease.of(random.text(), random.instant()));
        holds(JsonCodec.LEDGER, Schemas.Kind.LEDGER_EVENT, random.ledgerEvent());
        ReplayMark mark = new ReplayMark(ReplayMark.FORMAT, random.text(), random.instant());
        holds(JsonCodec.REPLAY, Schemas.Kind.REPLAY_MARK, mark);
    }

    @RepeatedTest(ROUNDS)
    void holdsForLaneStatuses() {
        holds(JsonCodec.LANE_STATUS, Schemas.Kind.LANE_STATUS, random.laneStatus());
    }

    @RepeatedTest(ROUNDS)
    void holdsForManifests() {
        List<ManifestItem> items =
                IntStream.range(0, 20).mapToObj(random::manifestItem).toList();
        ManifestChunk chunk = new ManifestChunk(ManifestChunk.FORMAT, random.windowId(), 0, 1, items);

        byte[] gzipped = ManifestCodec.encode(chunk);

        assertThat(ManifestCodec.decode(gzipped)).as("seed %s", seed).isEqualTo(chunk);
        assertThat(SchemaFiles.errors(Schemas.Kind.MANIFEST_CHUNK, ManifestCodec.unzip(gzipped)))
                .as("seed %s", seed)
                .isEmpty();
    }

    private <T> void holds(JsonCodec<T> codec, Schemas.Kind kind, T value) {
        byte[] json = codec.encode(value);
        assertThat(codec.decode(json)).as("seed %s", seed).isEqualTo(value);
        assertThat(SchemaFiles.errors(kind, json))
                .as("seed %s, %s", seed, value)
                .isEmpty();
    }
}
