package dev.batchline.providers.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A certificate for localhost that no authority knows, with its key.
 *
 * @param keys PKCS12 with the password {@code changeit}
 * @param pem the certificate alone
 */
public record SelfSigned(Path keys, Path pem) {
    /** Makes one with the JDK's own tool. */
    public static SelfSigned in(Path folder) throws IOException, InterruptedException {
        SelfSigned made = new SelfSigned(folder.resolve("keys.p12"), folder.resolve("certificate.pem"));
        keytool("-genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1", made.keys);
        keytool("-exportcert -alias a -rfc -file " + made.pem, made.keys);
        return made;
    }

    private static void keytool(String command, Path store) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Stream<String> rest =
                Stream.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit");
        Process process = new ProcessBuilder(
                        Stream.of(Stream.of(tool.toString()), Arrays.stream(command.split(" ")), rest)
                                .flatMap(words -> words)
                                .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }
}
