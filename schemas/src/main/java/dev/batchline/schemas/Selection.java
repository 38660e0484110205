package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests that an operator means: those of a tenant, of a job, of both, or everybody's, which lay on their topics at
 * some moment.
 * The moment is told by offsets, which nobody's clock and no producer can get wrong, so that it holds for a request
 * wherever it is by now, and for none that is sent later.
 *
 * @param tenant the value of their header {@code batch-tenant}; null for any
 * @param job the value of their header {@code batch-job}; null for any
 * @param before where the request topics ended at that moment
 */
public record Selection(@Nullable String tenant, @Nullable String job, List<End> before) {
    public Selection {
        before = List.copyOf(before);
    }

    /** Whether everybody's requests are meant. */
    @JsonIgnore
    public boolean everybodys() {
        return tenant == null && job == null;
    }

    /** Whether a request with these headers, as they stand in the lanes topic or a manifest, is meant. */
    public boolean covers(List<Header> headers) {
        return names(last(headers, Headers.TENANT), last(headers, Headers.JOB)) && sentBefore(headers);
    }

    /** Whether requests of this tenant and this job are meant, if they were sent before the moment. */
    public boolean names(@Nullable String ofTenant, @Nullable String ofJob) {
        return (tenant == null || tenant.equals(ofTenant)) && (job == null || job.equals(ofJob));
    }

    /** It, for people. */
    @JsonIgnore
    public String words() {
        if (everybodys()) {
            return "everybody";
        }
        String whose = tenant == null ? "" : "tenant " + tenant;
        return job == null ? whose : (whose.isEmpty() ? "" : whose + ", ") + "job " + job;
    }

    private boolean sentBefore(List<Header> headers) {
        String topicId = last(headers, Headers.SOURCE_TOPIC_ID);
        Optional<Long> partition = number(last(headers, Headers.SOURCE_PARTITION));
        Optional<Long> offset = number(last(headers, Headers.SOURCE_OFFSET));
        return partition.isPresent()
                && offset.isPresent()
                && before.stream()
                        .anyMatch(end -> end.topicId().equals(topicId) && end.isAfter(partition.get(), offset.get()));
    }

    private static @Nullable String last(List<Header> headers, String name) {
        for (int n = headers.size() - 1; n >= 0; n--) {
            if (headers.get(n).key().equals(name)) {
                return headers.get(n).text();
            }
        }
        return null;
    }

    private static Optional<Long> number(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Long::parseLong);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Where a request topic ended.
     *
     * @param topicId Kafka's id of it
     * @param offsets for each partition, the offset behind its last record
     */
    public record End(String topicId, List<Long> offsets) {
        public End {
            offsets = List.copyOf(offsets);
        }

        private boolean isAfter(long partition, long offset) {
            return partition >= 0 && partition < offsets.size() && offset < offsets.get((int) partition);
        }
    }
}
