package dev.batchline.poller;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.DeploymentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweeps of a process: one walk at a time over the batches of each account, newest first and off the stream
 * threads. What carries our marks goes to the task of its window's partition if that task is here; another process
 * sweeps for the others.
 */
final class Sweeps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);
    private static final int PAGE = 100;
    private static final Duration ROOM_WITHIN = Duration.ofSeconds(30);

    private final Map<String, AccountWatch> accounts = new LinkedHashMap<>();
    private final Map<Integer, Inbox> inboxes = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final DeploymentId deployment;
    private final Clocks clocks;
    private final PollerMeters meters;

    Sweeps(Map<String, BatchProvider> providers, DeploymentId deployment, Clocks clocks, PollerMeters meters) {
        this(
                providers,
                deployment,
                clocks,
                meters,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("sweep-", 0).factory()));
    }

    /** Sweeps on threads that are given. */
    Sweeps(
            Map<String, BatchProvider> providers,
            DeploymentId deployment,
            Clocks clocks,
            PollerMeters meters,
            ExecutorService threads) {
        providers.forEach(
                (account, provider) -> accounts.put(account, new AccountWatch(account, provider, clocks.now())));
        this.deployment = deployment;
        this.clocks = clocks;
        this.meters = meters;
        this.threads = threads;
    }

    /** The account, if it is configured. */
    Optional<AccountWatch> account(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(accounts.get(name));
    }

    Collection<AccountWatch> accounts() {
        return accounts.values();
    }

    /** A task's life begins here; its inbox takes the place of that of an earlier life. */
    Inbox open(int partition) {
        Inbox inbox = new Inbox(partition);
        inboxes.put(partition, inbox);
        return inbox;
    }

    /** The task's life has ended. */
    void close(Inbox inbox) {
        inboxes.remove(inbox.partition(), inbox);
        inbox.close();
        accounts.values().forEach(account -> account.forget(inbox));
    }

    /** Starts what is due. */
    void tick() {
        for (AccountWatch account : accounts.values()) {
            account.start(clocks.now()).ifPresent(sweep -> start(account, sweep));
        }
    }

    private void start(AccountWatch account, AccountWatch.Sweep sweep) {
        try {
            threads.execute(() -> run(account, sweep));
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("No sweep is started any more");
        }
    }

    private void run(AccountWatch account, AccountWatch.Sweep sweep) {
        Duration began = clocks.elapsed();
        boolean complete = false;
        try {
            complete = walk(account, sweep.until());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("account", account.account())
                    .log("A sweep over an account's batches failed; it is done again");
        } finally {
            account.ended(complete, clocks.now());
            Inbox.Finished finished = new Inbox.Finished(account.account(), sweep.number());
            inboxes.values().forEach(inbox -> inbox.finished(finished));
            meters.swept(account.account(), complete, clocks.elapsed().minus(began));
        }
    }

    private boolean walk(AccountWatch account, Instant until) throws InterruptedException {
        String after = null;
        for (int pages = 0; pages < SweepPolicy.MOST_PAGES; pages++) {
            Outcome<BatchPage> outcome = account.provider().list(after, PAGE);
            if (!(outcome instanceof Outcome.Success<BatchPage>(BatchPage page))) {
                refused(account, outcome);
                return false;
            }
            account.answered(clocks.now());
            for (RemoteBatch batch : page.batches()) {
                if (!hand(account, batch)) {
                    return false;
                }
            }
            after = page.next();
            if (after == null || SweepPolicy.passed(page, until)) {
                return true;
            }
        }
        LOG.atWarn()
                .addKeyValue("account", account.account())
                .addKeyValue("pages", SweepPolicy.MOST_PAGES)
                .log("An account's list of batches does not end; the sweep was cut");
        return false;
    }

    private void refused(AccountWatch account, Outcome<BatchPage> outcome) {
        LOG.atWarn()
                .addKeyValue("account", account.account())
                .addKeyValue("outcome", outcome)
                .log("Provider did not list an account's batches; it is asked again");
        if (outcome instanceof Outcome.Throttled<BatchPage> throttled) {
            throttled.retryAfter().ifPresent(wait -> account.hold(clocks.now().plus(wait)));
        }
    }

    /** Puts a batch into the inbox that it belongs to, if there is one; false if there was no room for long. */
    private boolean hand(AccountWatch account, RemoteBatch batch) throws InterruptedException {
        Optional<BatchMarks> marks = BatchMarks.read(batch.metadata(), deployment);
        if (marks.isEmpty()) {
            return true;
        }
        Inbox inbox = inboxes.get(marks.get().window().partition());
        if (inbox == null) {
            return true;
        }
        RemoteBatch kept = new RemoteBatch(
                batch.id(),
                batch.providerStatus(),
                batch.inputFileId(),
                batch.outputFileId(),
                batch.errorFileId(),
                batch.counts(),
                batch.createdAt(),
                batch.expiresAt(),
                batch.metadata(),
                PollPolicy.told(batch.errors()),
                batch.usage());
        return inbox.offer(new Inbox.Seen(account.account(), kept, marks.get()), ROOM_WITHIN);
    }

    /** Ends what goes on. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
