package dev.batchline.schemas;

import dev.batchline.schemas.FailureKind.Again;
import dev.batchline.schemas.FailureKind.Source;
import java.util.List;

/** The page of failure codes, written from the catalogue. */
final class ErrorsPage {
    private ErrorsPage() {}

    static String text() {
        StringBuilder page = new StringBuilder("""
            # Failure codes

            <!-- Written from dev.batchline.schemas.FailureCatalogue. To write it again:
                 mvn -pl schemas test -Dtest=ErrorsPageTest -Dbatchline.docs.write=true -->

            What stands in the header `batch-error-code` of a failed result and of its dead letter.
            `batch-error-retryable` says of each item whether sending it again unchanged can help; it wins over this
            page, since it was written by somebody who saw the item. `./batchline dead-letters list` shows the codes
            that are there, and how often.

            **Sent again** says by whom: *by itself* is Batchline while attempts are left (`retry.max.attempts`), for
            items that were not executed and not billed; *after a cancel* is the same, unless an operator or the
            provider cancelled; *by you* can help and may be paid for twice; *after a change* helps only when something
            else changes first.

            """);
        section(page, "Batchline's own", of(Source.OURS));
        section(page, "The provider's, of one line", of(Source.LINE));
        section(page, "The provider's, of a whole batch", of(Source.JOB));
        section(
                page,
                "By HTTP status",
                FailureCatalogue.statuses().stream()
                        .map(FailureCatalogue::ofStatus)
                        .toList());
        page.append("""
            A code that is not on this page is the provider's own word, passed on as it is; what to do follows from its
            HTTP status as in the last table. Statuses of 500 and more are like `http_500`, others that are not listed
            like `http_400`.
            """);
        return page.toString();
    }

    private static List<FailureKind> of(Source source) {
        return FailureCatalogue.all().stream()
                .filter(kind -> kind.source() == source)
                .toList();
    }

    private static void section(StringBuilder page, String title, List<FailureKind> kinds) {
        page.append("## ").append(title).append("\n\n");
        page.append("| code | sent again | what it means | what you can do |\n|---|---|---|---|\n");
        kinds.forEach(kind -> page.append("| `%s` | %s | %s | %s |\n"
                .formatted(kind.code(), words(kind.again()), kind.meaning(), kind.advice())));
        page.append('\n');
    }

    private static String words(Again again) {
        return switch (again) {
            case BY_ITSELF -> "by itself";
            case AFTER_CANCEL -> "after a cancel";
            case ON_REQUEST -> "by you";
            case AFTER_CHANGE -> "after a change";
        };
    }
}
