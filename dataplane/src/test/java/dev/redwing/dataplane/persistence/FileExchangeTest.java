package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.EndedProcess;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write others load, and what others write we load: RDB and AOF, ended well and badly. */
final class FileExchangeTest {
  private final long seed = new Random().nextLong();

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"redis", "valkey"})
  void rdbFilesOfOthers(String other) {
    System.out.println("seed " + seed);
    Map<String, String> contents;
    try (ReferenceServer server = reference(other, "--databases", "16")) {
      contents = filled(server);
      try (RespClient client = server.client()) {
        assertThat(client.text("SAVE")).isEqualTo("OK");
      }
    }
    try (TestServer server = TestServer.start(directory)) {
      assertThat(read(server)).isEqualTo(contents);
    }
  }

  @ParameterizedTest
  @CsvSource({"redis, yes, yes", "valkey, yes, no", "valkey, no, yes"})
  void rdbFilesForOthers(String other, String compression, String checksum) {
    System.out.println("seed " + seed);
    Map<String, String> contents;
    try (TestServer server =
        TestServer.start(directory, "--rdbcompression", compression, "--rdbchecksum", checksum)) {
      contents = filled(server);
      try (RespClient client = server.client()) {
        assertThat(client.text("SAVE")).isEqualTo("OK");
      }
    }
    checked(other, "rdb", directory.resolve("dump.rdb"));
    try (ReferenceServer server = reference(other)) {
      assertThat(read(server)).isEqualTo(contents);
    }
  }

  @ParameterizedTest
  @CsvSource({"redis, no, yes, SIGKILL", "valkey, yes, no, SHUTDOWN"})
  void aofOfOthers(String other, String preamble, String timestamps, String end) {
    System.out.println("seed " + seed);
    String[] directives = aof(preamble, timestamps);
    Map<String, String> contents;
    try (ReferenceServer server = reference(other, directives)) {
      contents = written(server);
      if (end.equals("SIGKILL")) {
        server.kill();
      } else {
        shutDown(server);
        assertThat(server.awaitExit()).isZero();
      }
    }
    try (TestServer server = TestServer.start(directory, directives)) {
      assertThat(read(server)).isEqualTo(contents);
      try (RespClient client = server.client()) {
        client.text("SET", "one", "more");
        rewrite(client);
      }
      contents.put("0:one", "more until -1");
    }
    try (ReferenceServer server = reference(other, directives)) {
      assertThat(read(server)).as("gone on with by us").isEqualTo(contents);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "redis, yes, no, SHUTDOWN",
    "redis, no, no, SHUTDOWN",
    "redis, yes, yes, SIGKILL",
    "valkey, yes, yes, SIGKILL",
    "valkey, no, yes, SIGKILL",
    "valkey, no, no, SHUTDOWN"
  })
  void aofBothWays(String other, String preamble, String timestamps, String end) throws Exception {
    aofOfOthers(other, preamble, timestamps, end);
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    aofForOthers(other, preamble, timestamps, end);
  }

  @ParameterizedTest
  @CsvSource({"redis, yes, yes, SIGKILL", "valkey, no, no, SHUTDOWN"})
  void aofForOthers(String other, String preamble, String timestamps, String end) {
    System.out.println("seed " + seed);
    String[] directives = aof(preamble, timestamps);
    Map<String, String> contents;
    try (ServerProcess server = ServerProcess.start(directory, directives)) {
      contents = written(server);
      if (end.equals("SIGKILL")) {
        server.kill();
      } else {
        shutDown(server);
        assertThat(server.awaitExit()).isZero();
      }
    }
    checked(other, "aof", directory.resolve("appendonlydir/appendonly.aof.manifest"));
    try (ReferenceServer server = reference(other, directives)) {
      assertThat(read(server)).isEqualTo(contents);
      assertThat(server.log()).doesNotContain("Truncat");
    }
  }

  private static String[] aof(String preamble, String timestamps) {
    return new String[] {
      "--appendonly",
      "yes",
      "--appendfsync",
      "always",
      "--aof-use-rdb-preamble",
      preamble,
      "--aof-timestamp-enabled",
      timestamps
    };
  }

  private ReferenceServer reference(String name, String... directives) {
    return ReferenceServer.start(name + "-server", directory, directives);
  }

  private Map<String, String> filled(RunningServer server) {
    try (RespClient client = server.client()) {
      Dataset.fill(client, seed);
      return Dataset.read(client);
    }
  }

  /** Some of it in the base, some in the increment. */
  private Map<String, String> written(RunningServer server) {
    try (RespClient client = server.client()) {
      Dataset.fill(client, seed);
      rewrite(client);
      client.text("SELECT", "5");
      client.text("MULTI");
      client.text("SET", "in", "transaction");
      client.text("INCRBYFLOAT", "float", "3.25");
      client.text("SELECT", "6");
      client.text("SET", "in", "another database");
      client.text("EXPIRE", "in", "5000");
      client.text("EXEC");
      client.text("SELECT", "0");
      client.text("RENAME", "raw", "renamed");
      client.text("DEL", "embstr", "appended");
      client.text("GETEX", "big", "EX", "7777");
      client.text("PERSIST", "expires0");
      client.text("COPY", "compressible", "copied", "DB", "9");
      client.text("MOVE", "zeros", "10");
      client.text("SWAPDB", "3", "4");
      return Dataset.read(client);
    }
  }

  private static void rewrite(RespClient client) {
    assertThat(client.text("BGREWRITEAOF")).startsWith("Background");
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              String info = client.text("INFO", "persistence");
              return info.contains("aof_rewrite_in_progress:0")
                  && info.contains("aof_rewrite_scheduled:0");
            });
    assertThat(client.text("INFO", "persistence")).contains("aof_last_bgrewrite_status:ok");
  }

  private static void shutDown(RunningServer server) {
    try (RespClient client = server.client()) {
      client.send("SHUTDOWN");
      assertThat(client.readUntilClosed()).isEmpty();
    }
  }

  private static Map<String, String> read(RunningServer server) {
    try (RespClient client = server.client()) {
      return Dataset.read(client);
    }
  }

  /** redis-check-rdb and redis-check-aof find nothing. */
  private static void checked(String other, String kind, Path file) {
    Path program = Path.of("/usr/bin", other + "-check-" + kind);
    Assumptions.assumeTrue(Files.isExecutable(program), program + " is not installed");
    EndedProcess check = EndedProcess.of(program.toString(), file.toString());
    assertThat(check.exitCode()).as(check.output()).isZero();
    assertThat(check.output()).doesNotContain("not valid");
  }
}
