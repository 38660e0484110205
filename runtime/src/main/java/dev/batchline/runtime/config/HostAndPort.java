package dev.batchline.runtime.config;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code host:port}, with or without {@code http://} before it. */
final class HostAndPort {
    private static final Pattern FORM = Pattern.compile("(?:http://)?(\\[[0-9a-fA-F:.]+]|[^\\s/:@]+):(\\d{1,5})/?");

    private HostAndPort() {}

    /** The address, its name not looked up yet; null if the text is none. */
    static @Nullable InetSocketAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.trim());
        if (!matcher.matches()) {
            return null;
        }
        int port = Integer.parseInt(matcher.group(2));
        return port > 65535 ? null : InetSocketAddress.createUnresolved(matcher.group(1), port);
    }
}
