package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One probe of a container: how to ask, and how often before the answer counts. */
final class Probe {
  /** Runs a command inside the container. */
  @FunctionalInterface
  interface Exec {
    Process start(List<String> words) throws IOException;
  }

  private final JsonNode spec;
  private final String podIp;
  private final JsonNode container;
  private final Exec exec;

  Probe(JsonNode spec, JsonNode container, String podIp, Exec exec) {
    this.spec = spec;
    this.container = container;
    this.podIp = podIp;
    this.exec = exec;
  }

  static @Nullable Probe of(JsonNode container, String name, String podIp, Exec exec) {
    JsonNode spec = container.path(name);
    return spec.isMissingNode() ? null : new Probe(spec, container, podIp, exec);
  }

  Duration initialDelay() {
    return Duration.ofSeconds(spec.path("initialDelaySeconds").asInt(0));
  }

  Duration period() {
    return Duration.ofSeconds(spec.path("periodSeconds").asInt(10));
  }

  int failureThreshold() {
    return spec.path("failureThreshold").asInt(3);
  }

  int successThreshold() {
    return spec.path("successThreshold").asInt(1);
  }

  private int timeoutMillis() {
    return spec.path("timeoutSeconds").asInt(1) * 1000;
  }

  boolean succeeds() throws InterruptedException {
    try {
      if (spec.has("tcpSocket")) {
        return connects(port(spec.path("tcpSocket").path("port")));
      }
      if (spec.has("httpGet")) {
        return answers(spec.path("httpGet"));
      }
      return runs(spec.path("exec").path("command"));
    } catch (IOException e) {
      return false; // what a probe is there to find out
    }
  }

  private boolean connects(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Addresses.parsed(podIp), port), timeoutMillis());
      return true;
    }
  }

  private boolean answers(JsonNode get) throws IOException {
    String scheme = get.path("scheme").asText("http").toLowerCase(java.util.Locale.ROOT);
    String path = get.path("path").asText("/");
    URI uri = URI.create("%s://%s:%d%s".formatted(scheme, podIp, port(get.path("port")), path));
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(timeoutMillis());
    connection.setReadTimeout(timeoutMillis());
    int code = connection.getResponseCode();
    connection.disconnect();
    return code >= 200 && code < 400;
  }

  private boolean runs(JsonNode command) throws IOException, InterruptedException {
    List<String> words = new java.util.ArrayList<>();
    command.forEach(word -> words.add(word.asText()));
    Process process = exec.start(words);
    if (!process.waitFor(timeoutMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private int port(JsonNode port) {
    if (port.isNumber()) {
      return port.intValue();
    }
    for (JsonNode named : container.path("ports")) {
      if (named.path("name").asText().equals(port.asText())) {
        return named.path("containerPort").asInt();
      }
    }
    return Integer.parseInt(port.asText());
  }
}
