package dev.batchline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a service whether it is ready: what a container's health check runs. */
@Command(
        name = "healthcheck",
        description = "Ask a service whether it is ready; exit code 0 if it answers 200, else 1.")
final class HealthcheckCommand implements Callable<Integer> {
    private static final String READY = "/health/ready";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Shell shell;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:7080",
            description = "Where it listens; " + READY + " is asked for unless a path is given. "
                    + "Default: ${DEFAULT-VALUE}.")
    private URI url = URI.create("http://127.0.0.1:7080");

    HealthcheckCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        URI target = target();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(target).timeout(PATIENCE).build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            boolean healthy = response.statusCode() == OK;
            shell.out().println(target + " answers " + response.statusCode() + said(response.body()));
            shell.out().flush();
            return healthy ? ExitCodes.OK : ExitCodes.FAILED;
        } catch (IOException e) {
            String reason =
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
            throw new CommandException(ExitCodes.FAILED, target + " does not answer (" + reason + ").", e);
        }
    }

    private URI target() {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new CommandException(
                    ExitCodes.USAGE, "--url is " + url + ", expected one such as http://127.0.0.1:7080.");
        }
        String path = url.getPath();
        return path.isEmpty() || path.equals("/") ? url.resolve(READY) : url;
    }

    /** The service's own words, if the body has them: its status, and why it is not as it should be. */
    private static String said(String body) {
        try {
            JsonNode health = new ObjectMapper().readTree(body);
            JsonNode status = health.path("status");
            JsonNode reasons = health.path("reasons");
            return (status.isTextual() ? ": " + status.asText() : "") + (reasons.isEmpty() ? "" : " " + reasons);
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
