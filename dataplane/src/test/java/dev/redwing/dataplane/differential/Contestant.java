package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One of the servers that run the same scripts. */
final class Contestant implements AutoCloseable {
  /** Expired keys stay until somebody meets them: when that happens is the script's. */
  private static final List<String> SET_UP =
      List.of("DEBUG SET-ACTIVE-EXPIRE 0", "CONFIG SET auto-aof-rewrite-percentage 0");

  private static final String WITNESS_DATABASE = "9";

  private final String name;
  private final RunningServer server;
  private final Path aofDirectory;
  private final RespClient control;
  private List<RespClient> connections = List.of();
  private Path aof;
  private long aofBegin;

  Contestant(String name, RunningServer server, Path directory) {
    this.name = name;
    this.server = server;
    aofDirectory = directory.resolve("appendonlydir");
    control = server.client();
    for (String command : SET_UP) {
      expectOk(command.split(" ", -1));
    }
    aof = newestIncrement();
  }

  private void expectOk(String... words) {
    String answer = control.text(words);
    if (!answer.equals("OK")) {
      throw new IllegalStateException(name + " answers " + List.of(words) + " with " + answer);
    }
  }

  // ---- a script ----

  /** Empty databases, new connections. */
  void begin() {
    closeConnections();
    expectOk("FLUSHALL");
    Thresholds.reset(control);
    connections = new ArrayList<>();
    for (int i = 0; i < ScriptGenerator.CONNECTIONS; i++) {
      connections.add(server.client());
    }
    aof = newestIncrement();
    aofBegin = size(aof);
  }

  void send(List<Step> steps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Step step : steps) {
      bytes.writeBytes(RespClient.encode(step.words().toArray(new String[0])));
    }
    connections.get(steps.getFirst().connection()).sendBytes(bytes.toByteArray());
  }

  /** The replies to what was sent, as bytes; what is missing when the connection ends. */
  List<String> receive(List<Step> steps) {
    RespClient connection = connections.get(steps.getFirst().connection());
    List<String> replies = new ArrayList<>(steps.size());
    for (Step step : steps) {
      try {
        replies.add(connection.readRaw());
      } catch (UncheckedIOException e) {
        throw new IllegalStateException(
            name + " does not answer " + step + ": " + e.getMessage(), e);
      }
    }
    return replies;
  }

  /**
   * Waits until what was to expire a millisecond from now has, by the clock that the server's
   * commands go by: until a key that was given the same time later is gone. Nobody else looks into
   * its database.
   */
  void awaitExpiry() {
    control.call("SELECT", WITNESS_DATABASE);
    expectOk("SET", "witness", "", "PX", "1");
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> control.call("GET", "witness") instanceof Reply.Null);
    control.call("SELECT", "0");
  }

  // ---- what the script leaves ----

  /** What was appended to the AOF since {@link #begin}, as commands. */
  List<List<String>> propagated() {
    return Aof.commands(latin(appended()));
  }

  /** The same as it lies there. */
  String appended() {
    try {
      byte[] bytes = Files.readAllBytes(aof);
      int begin = (int) aofBegin;
      return new String(bytes, begin, bytes.length - begin, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Data.Entry> data() {
    return Data.of(control);
  }

  String name() {
    return name;
  }

  /** Restores what another server dumped; what is wrong then, or null. */
  @Nullable String restore(List<Data.Entry> entries, String from) {
    String wrong = Exchange.restore(control, entries);
    return wrong == null ? null : "dumped by " + from + ", restored by " + name + ": " + wrong;
  }

  /** Reads all its sets and hashes in small steps. */
  @Nullable String scan(List<Data.Entry> entries) {
    return Exchange.scan(control, entries);
  }

  void reload() {
    expectOk("DEBUG", "RELOAD");
  }

  void rewriteAndLoadAof() {
    Path before = newestIncrement();
    String answer = control.text("BGREWRITEAOF");
    if (!answer.startsWith("Background append only file rewriting")) {
      throw new IllegalStateException(name + ": " + answer);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !newestIncrement().equals(before) && isRewritten());
    expectOk("DEBUG", "LOADAOF");
  }

  private boolean isRewritten() {
    String info = control.text("INFO", "persistence");
    return info.contains("aof_rewrite_in_progress:0")
        && info.contains("aof_rewrite_scheduled:0")
        && info.contains("aof_last_bgrewrite_status:ok");
  }

  private Path newestIncrement() {
    try {
      String newest = "";
      for (String line : Files.readAllLines(aofDirectory.resolve("appendonly.aof.manifest"))) {
        if (line.endsWith("type i")) {
          newest = line.split(" ", -1)[1];
        }
      }
      return aofDirectory.resolve(newest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeConnections() {
    connections.forEach(RespClient::close);
    connections = List.of();
  }

  @Override
  public void close() {
    closeConnections();
    control.close();
    server.close();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
