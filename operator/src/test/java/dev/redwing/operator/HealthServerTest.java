package dev.redwing.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  @Test
  void answersTheKubelet() throws IOException, InterruptedException {
    AtomicBoolean ready = new AtomicBoolean();
    try (HealthServer server = HealthServer.start(0, () -> true, ready::get)) {
      assertThat(code(server, "/healthz")).isEqualTo(200);
      assertThat(code(server, "/readyz")).isEqualTo(503);

      ready.set(true);

      assertThat(code(server, "/readyz")).isEqualTo(200);
    }
  }

  private static int code(HealthServer server, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
