package dev.batchline.e2e;

import dev.batchline.cli.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that knows its clients by SASL and denies what no rule allows. Users sign in with SCRAM-SHA-512; the broker
 * itself, which is the only super user, with PLAIN.
 */
final class SecuredBroker implements AutoCloseable {
    private static final String PLAIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"broker\" password=\"own\" "
                    + "user_broker=\"own\";";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String MECHANISM = "SCRAM-SHA-512";

    private final EmbeddedBroker broker = EmbeddedBroker.start(properties());
    private final Admin admin;

    /** Starts it with these users, whose passwords are derived from their names. */
    SecuredBroker(Collection<String> users) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", broker.bootstrapServers());
        client.put("security.protocol", "SASL_PLAINTEXT");
        client.put("sasl.mechanism", "PLAIN");
        client.put("sasl.jaas.config", PLAIN);
        this.admin = Admin.create(client);
        List<UserScramCredentialAlteration> credentials = users.stream()
                .<UserScramCredentialAlteration>map(user -> new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password(user)))
                .toList();
        await(admin.alterUserScramCredentials(credentials).all());
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        // The listener is called PLAINTEXT and is not.
        properties.put("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        properties.put("inter.broker.listener.name", "PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "PLAIN," + MECHANISM);
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put("sasl.mechanism.controller.protocol", "PLAIN");
        properties.put("listener.name.plaintext.plain.sasl.jaas.config", PLAIN);
        properties.put("listener.name.plaintext.scram-sha-512.sasl.jaas.config", SCRAM + ";");
        properties.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        properties.put("listener.name.controller.plain.sasl.jaas.config", PLAIN);
        properties.put("authorizer.class.name", RecordingAuthorizer.class.getName());
        properties.put("allow.everyone.if.no.acl.found", "false");
        properties.put("super.users", "User:broker");
        return properties;
    }

    /** Where it is. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Somebody who may do anything. */
    Admin admin() {
        return admin;
    }

    /** What a user has to set to sign in. */
    static Map<String, String> signIn(String user) {
        return signIn(user, password(user));
    }

    private static Map<String, String> signIn(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                SCRAM + " username=\"" + user + "\" password=\"" + password + "\";");
    }

    /** A file of Batchline's settings for a user, with its password in another file. */
    Path settings(Path directory, String user, List<String> further) {
        try {
            Path secret = Files.writeString(directory.resolve(user + ".secret"), "password=" + password(user));
            StringBuilder lines = new StringBuilder("bootstrap.servers=" + bootstrapServers() + "\n");
            signIn(user, "${file:" + secret + ":password}")
                    .forEach((key, value) -> lines.append("kafka.")
                            .append(key)
                            .append('=')
                            .append(value)
                            .append('\n'));
            further.forEach(line -> lines.append(line).append('\n'));
            return Files.writeString(directory.resolve(user + ".properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void allow(Collection<AclBinding> rules) {
        await(admin.createAcls(rules).all());
    }

    void takeAway(AclBinding rule) {
        await(admin.deleteAcls(List.of(rule.toFilter())).all());
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }

    private static String password(String user) {
        return user + "'s own";
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
