package dev.batchline.batcher;

import dev.batchline.providers.FilePage;
import dev.batchline.providers.Outcome;
import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.DeploymentId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an account's list of files, off the stream thread, for those that windows of ours may have left there; answers
 * whether the provider listed them.
 */
final class OldFilesTask implements Callable<Boolean> {
    private static final Logger LOG = LoggerFactory.getLogger(OldFilesTask.class);
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 1_000;

    /** More than this are not kept in memory; the next list shows what is left. */
    private static final int MOST_FILES = 10_000;

    private final Account account;
    private final DeploymentId deployment;
    private final Duration age;
    private final Clocks clocks;
    private final OldFiles files;

    /**
     * A walk over an account's files.
     *
     * @param age from which on a file is old
     * @param files what learns of the result
     */
    OldFilesTask(Account account, DeploymentId deployment, Duration age, Clocks clocks, OldFiles files) {
        this.account = account;
        this.deployment = deployment;
        this.age = age;
        this.clocks = clocks;
        this.files = files;
    }

    @Override
    public Boolean call() {
        Map<String, OldFile> found = new LinkedHashMap<>();
        String after = null;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Outcome<FilePage> outcome = account.provider().files(after, PAGE);
            if (!(outcome instanceof Outcome.Success<FilePage>(FilePage page))) {
                files.failed(clocks.now());
                LOG.atInfo()
                        .addKeyValue("account", account.name())
                        .addKeyValue("outcome", outcome)
                        .log("Provider did not list an account's files; those that nobody needs are looked for later");
                return false;
            }
            after = read(page, found);
            if (after == null) {
                break;
            }
        }
        files.read(List.copyOf(found.values()), clocks.now());
        return true;
    }

    private @Nullable String read(FilePage page, Map<String, OldFile> found) {
        page.files().stream()
                .filter(file -> OrphanPolicy.old(file, clocks.now(), age))
                .forEach(file -> OrphanPolicy.window(file, deployment)
                        .ifPresent(window ->
                                found.putIfAbsent(file.id(), new OldFile(account.name(), file.id(), window))));
        return found.size() < MOST_FILES ? page.next() : null;
    }
}
