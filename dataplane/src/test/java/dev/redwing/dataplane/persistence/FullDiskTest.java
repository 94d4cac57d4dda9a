package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.EndedProcess;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.ServerProcess;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more, played by the system's limit of a process's file size: writes are done
 * in part, then fail, in a real process.
 */
final class FullDiskTest {
  private static final int VALUE_BYTES = 5000;
  private static final int LIMIT_BYTES = 100_000;
  private static final String REFUSAL = "-MISCONF Errors writing to the AOF file: File too large";

  @TempDir private Path directory;

  @BeforeEach
  void needsPrlimit() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
  }

  @Test
  void writesAreRefusedUntilThereIsRoomAndNothingIsLost() {
    int acknowledged;
    try (ServerProcess server = ServerProcess.start(directory, "--appendonly", "yes")) {
      // The reference, told to ignore SIGXFSZ, answers the same, but for the system's reason.
      assertThat(fillAndMakeRoom(server, server.handle()))
          .containsExactly(REFUSAL, REFUSAL, "(nil)", "true", "true");
      acknowledged = keys(server);
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(directory, "--appendonly", "yes")) {
      assertThat(keys(server)).isEqualTo(acknowledged);
      assertThat(server.log()).doesNotContain("Truncating");
    }
  }

  /** What clients see, without the time it takes. */
  private static List<String> fillAndMakeRoom(RunningServer server, ProcessHandle process) {
    List<String> seen = new ArrayList<>();
    limit(process, Integer.toString(LIMIT_BYTES));
    try (RespClient client = server.client()) {
      String refusal = "OK";
      for (int i = 0; refusal.equals("OK"); i++) {
        assertThat(i).isLessThan(2 * LIMIT_BYTES / VALUE_BYTES);
        refusal = client.text("SET", "key" + i, "v".repeat(VALUE_BYTES));
      }
      seen.add(refusal);
      seen.add(client.text("PING"));
      seen.add(client.text("GET", "absent"));
      seen.add(client.text("INFO", "persistence").contains("aof_last_write_status:err") + "");
      limit(process, "unlimited");
      Awaitility.await().until(() -> client.text("SET", "more", "x").equals("OK"));
      seen.add(client.text("INFO", "persistence").contains("aof_last_write_status:ok") + "");
    }
    return seen;
  }

  @Test
  void withAlwaysTheProcessEndsBeforeItPromisesWhatItCannotKeep() {
    String[] always = {"--appendonly", "yes", "--appendfsync", "always"};
    int acknowledged = 0;
    try (ServerProcess server = ServerProcess.start(directory, always);
        RespClient client = server.client()) {
      limit(server.handle(), Integer.toString(LIMIT_BYTES));
      try {
        while (client.text("SET", "key" + acknowledged, "v".repeat(VALUE_BYTES)).equals("OK")) {
          acknowledged++;
          assertThat(acknowledged).isLessThan(2 * LIMIT_BYTES / VALUE_BYTES);
        }
      } catch (UncheckedIOException ended) {
        // No reply: that is the point.
      }
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.log())
          .contains("Can't recover from AOF write error when the AOF fsync policy is 'always'")
          .contains("File too large");
    }
    try (ServerProcess server = ServerProcess.start(directory, always)) {
      assertThat(keys(server)).isEqualTo(acknowledged);
    }
  }

  @Tag("long")
  @Test
  void aSaveThatFailsLeavesTheFileBefore() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory);
        RespClient client = server.client()) {
      client.text("SET", "a", "1");
      assertThat(client.text("SAVE")).isEqualTo("OK");
      byte[] before = Files.readAllBytes(directory.resolve("dump.rdb"));
      client.text("CONFIG", "SET", "rdbcompression", "no");
      client.text("SET", "big", "v".repeat(2 * LIMIT_BYTES));
      limit(server.handle(), Integer.toString(LIMIT_BYTES));
      assertThat(client.text("SAVE")).isEqualTo("-ERR");
      client.text("BGSAVE");
      Awaitility.await()
          .until(() -> client.text("INFO", "persistence").contains("rdb_last_bgsave_status:err"));
      assertThat(directory.resolve("dump.rdb")).hasBinaryContent(before);
      assertThat(directory.toFile().list()).containsExactly("dump.rdb");
      assertThat(server.log()).contains("Background saving error: File too large");
    }
  }

  private static void limit(ProcessHandle process, String bytes) {
    EndedProcess prlimit =
        EndedProcess.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":");
    Assumptions.assumeTrue(prlimit.exitCode() == 0, prlimit.output());
  }

  private static int keys(RunningServer server) {
    try (RespClient client = server.client()) {
      return Integer.parseInt(client.text("DBSIZE"));
    }
  }
}
