package dev.batchline.cli.batches;

import dev.batchline.schemas.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests are meant.
 *
 * @param job the value of their header {@code batch-job}; null for any
 * @param tenant the value of their header {@code batch-tenant}; null for any
 */
record JobChoice(@Nullable String job, @Nullable String tenant) {
    /** One for each job, of each tenant where there are any. */
    static List<JobChoice> all(List<String> jobs, List<String> tenants) {
        List<JobChoice> choices = new ArrayList<>();
        if (jobs.isEmpty()) {
            tenants.forEach(tenant -> choices.add(new JobChoice(null, tenant)));
        }
        for (String job : jobs) {
            if (tenants.isEmpty()) {
                choices.add(new JobChoice(job, null));
            }
            tenants.forEach(tenant -> choices.add(new JobChoice(job, tenant)));
        }
        return choices;
    }

    /** Whether a request with these headers is meant. */
    boolean matches(Facts facts) {
        return has(facts, Headers.JOB, job) && has(facts, Headers.TENANT, tenant);
    }

    private static boolean has(Facts facts, String header, @Nullable String wanted) {
        return wanted == null || facts.find(header).filter(wanted::equals).isPresent();
    }
}
