package dev.batchline.cli.estimate;

import dev.batchline.batcher.LaneForecast;
import dev.batchline.batcher.WindowForecast;
import dev.batchline.cli.LineReader;
import dev.batchline.prices.Mode;
import dev.batchline.prices.PriceList;
import dev.batchline.prices.TokenUse;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.LaneKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Estimates the requests of a file line by line: it holds sums for each lane, and a few of the lines that are bad. */
final class FileEstimate {
    private static final int SHOWN = 5;

    private final WindowForecast forecast;
    private final PriceList prices;
    private final UnaryOperator<String> providerOfPool;
    private final long expectedOutput;
    private final PromptReader prompts = new PromptReader(new TokenCounter());
    private final Map<LaneKey, Sums> lanes = new LinkedHashMap<>();
    private final List<String> badLines = new ArrayList<>();
    private long bad;

    /**
     * An estimate of no requests yet.
     *
     * @param providerOfPool the dialect of a pool's accounts, by which their models have prices
     * @param expectedOutput tokens that a person expects of an answer; 0 if nobody said
     */
    FileEstimate(WindowForecast forecast, PriceList prices, UnaryOperator<String> providerOfPool, long expectedOutput) {
        this.forecast = forecast;
        this.prices = prices;
        this.providerOfPool = providerOfPool;
        this.expectedOutput = expectedOutput;
    }

    /** Takes every line; each goes with these headers. */
    void read(LineReader lines, List<Header> headers, Runnable afterLine) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (lines.cutOff()) {
                String why = "it has " + lines.length() + " bytes, more than request.max.bytes.";
                bad(lines.number(), ErrorCode.REQUEST_TOO_LARGE.word(), why);
            } else if (line.length > 0) {
                take(line, lines.number(), headers);
            }
            afterLine.run();
        }
    }

    /** A line for each lane. */
    List<Line> lines() {
        List<Line> all = new ArrayList<>();
        for (LaneForecast batches : forecast.lanes()) {
            LaneKey lane = batches.lane();
            Sums sums = lanes.getOrDefault(lane, Sums.NONE);
            all.add(new Line(lane.pool(), lane.endpoint(), lane.model(), Encoding.of(lane.model()), sums, batches));
        }
        return all;
    }

    /** Lines that cannot be sent. */
    long bad() {
        return bad;
    }

    /** The first of them with their numbers and reasons. */
    List<String> firstBad() {
        return List.copyOf(badLines);
    }

    private void take(byte[] line, long number, List<Header> headers) {
        switch (forecast.take(line, headers)) {
            case WindowForecast.Taken.Refused(var reason) -> bad(number, reason.code(), reason.message());
            case WindowForecast.Taken.Into into -> {
                PromptSize size = prompts.read(into.request());
                long output = size.output(expectedOutput);
                LaneKey lane = into.lane();
                Sums one = Sums.of(
                        size,
                        output,
                        prices.cost(
                                        providerOfPool.apply(lane.pool()),
                                        lane.model(),
                                        Mode.BATCH,
                                        TokenUse.of(size.input(), output))
                                .orElse(null));
                lanes.merge(lane, one, Sums::plus);
            }
        }
    }

    private void bad(long number, String code, String why) {
        bad++;
        if (badLines.size() < SHOWN) {
            badLines.add("line " + number + ": " + code + ": " + why);
        }
    }
}
