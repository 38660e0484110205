package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which setting a variable of the environment stands for. */
final class EnvironmentNames {
    static final String PREFIX = "BATCHLINE_";

    /** Variables for the launcher and for logging. */
    private static final Set<String> NOT_SETTINGS = Set.of("BATCHLINE_LOG", "BATCHLINE_JAVA_OPTS");

    private static final Pattern ACCOUNT = Pattern.compile("ACCOUNT_([A-Z][A-Z0-9]*)_(.+)");

    /** What Kubernetes sets in every container for a service whose name begins with batchline. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private EnvironmentNames() {}

    /** The variable that stands for a setting. */
    static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The setting that a variable stands for; empty if it is none of ours. */
    static Optional<String> key(String variable) {
        if (!variable.startsWith(PREFIX) || NOT_SETTINGS.contains(variable)) {
            return Optional.empty();
        }
        String rest = variable.substring(PREFIX.length());
        Optional<String> known = installation(rest).or(() -> account(rest)).or(() -> passThrough(rest));
        if (known.isEmpty() && !SERVICE_LINK.matcher(rest).matches()) {
            throw unknown(variable, rest);
        }
        return known;
    }

    private static Optional<String> installation(String rest) {
        return Keys.INSTALLATION.names().stream()
                .filter(key -> variable(key).equals(PREFIX + rest))
                .findFirst();
    }

    private static Optional<String> account(String rest) {
        Matcher matcher = ACCOUNT.matcher(rest);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        return Keys.ACCOUNT.names().stream()
                .filter(key -> key.toUpperCase(Locale.ROOT).replace('.', '_').equals(matcher.group(2)))
                .map(key -> "account." + name + "." + key)
                .findFirst();
    }

    private static Optional<String> passThrough(String rest) {
        return Optional.of(dotted(rest)).filter(Keys::passesThrough);
    }

    private static ConfigurationException unknown(String variable, String rest) {
        Matcher account = ACCOUNT.matcher(rest);
        String perModel = variable(Definitions.PER_MODEL).substring(PREFIX.length()) + "_";
        if (account.matches() && account.group(2).startsWith(perModel)) {
            return new ConfigurationException(
                    Code.UNKNOWN_KEY,
                    "The environment variable " + variable + " cannot name a model. Set account."
                            + account.group(1).toLowerCase(Locale.ROOT) + "." + Definitions.PER_MODEL
                            + ".<model> in the file or by --override.");
        }
        return new ConfigurationException(
                Code.UNKNOWN_KEY,
                "The environment variable " + variable + " stands for no setting. The nearest one is "
                        + variable(Keys.nearest(dotted(rest))) + "; docs/configuration.md lists all.");
    }

    private static String dotted(String rest) {
        return rest.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
