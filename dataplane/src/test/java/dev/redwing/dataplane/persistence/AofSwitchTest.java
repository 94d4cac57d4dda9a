package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The AOF switched on and off, by directive and while running, beside an RDB file. Each story is
 * told to redis-server, valkey-server and us: what is found after every restart, and which files
 * there are, is the same.
 */
final class AofSwitchTest {
  private static final String[] BOTH = {
    "--appendonly", "yes", "--appendfsync", "always", "--save", "3600 1000"
  };

  @TempDir private Path root;

  /** Starts one of the servers on a directory. */
  @FunctionalInterface
  private interface Starter {
    RunningServer start(Path directory, String... directives);
  }

  /** What is done to a server; what it saw. */
  @FunctionalInterface
  private interface Story {
    List<String> tell(Starter starter, Path directory) throws Exception;
  }

  private void sameEverywhere(Story story) throws Exception {
    Path directory = Files.createDirectory(root.resolve("ours"));
    List<String> ours = story.tell(TestServer::start, directory);
    for (String reference : List.of("redis-server", "valkey-server")) {
      Path theirDirectory = Files.createDirectory(root.resolve(reference));
      List<String> theirs =
          story.tell((at, words) -> ReferenceServer.start(reference, at, words), theirDirectory);
      assertThat(ours).as(reference).isEqualTo(theirs);
    }
  }

  @Test
  void switchedOnByDirectiveTheRdbFileIsNotLoaded() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          try (RunningServer server = starter.start(directory);
              RespClient client = server.client()) {
            tell(client, seen, "SET a 1", "SAVE");
          }
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "DBSIZE", "SET b 2", "SET b 3");
            seen.add(info(client, "rdb_changes_since_last_save"));
          }
          seen.addAll(files(directory));
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "GET a", "GET b");
            seen.add(info(client, "rdb_changes_since_last_save"));
          }
          return seen;
        });
  }

  @Test
  void bothOnTheAofWins() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "SET a 1", "SAVE", "SET a 2", "SET b 2");
          }
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "GET a", "GET b");
          }
          try (RunningServer server = starter.start(directory);
              RespClient client = server.client()) {
            tell(client, seen, "GET a", "GET b");
          }
          return seen;
        });
  }

  @Test
  void switchedOnAndOffWhileRunning() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          try (RunningServer server = starter.start(directory);
              RespClient client = server.client()) {
            tell(client, seen, "SET a 1", "SAVE", "SET b 2", "CONFIG SET appendonly yes");
            settled(client);
            tell(client, seen, "SET c 3");
            seen.add(info(client, "aof_enabled"));
            seen.addAll(files(directory));
            tell(client, seen, "CONFIG SET appendonly no", "SET d 4");
            seen.add(info(client, "aof_enabled"));
            tell(client, seen, "CONFIG SET appendonly yes");
            settled(client);
            tell(client, seen, "SET e 5", "CONFIG SET appendonly yes", "BGREWRITEAOF");
            settled(client);
            tell(client, seen, "SET f 6");
            seen.addAll(files(directory));
          }
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "MGET a b c d e f", "DBSIZE");
          }
          return seen;
        });
  }

  @Tag("long")
  @Test
  void aRewriteWithTheAofOffMakesABaseThatIsGoneOnWith() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          try (RunningServer server = starter.start(directory);
              RespClient client = server.client()) {
            tell(client, seen, "SET a 1", "BGREWRITEAOF");
            settled(client);
            seen.addAll(files(directory));
            tell(client, seen, "SET b 2", "CONFIG SET appendonly yes");
            settled(client);
            tell(client, seen, "SET c 3");
            seen.addAll(files(directory));
          }
          try (RunningServer server = starter.start(directory, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "MGET a b c", "DBSIZE");
          }
          return seen;
        });
  }

  @Test
  void itBeginsWhereDirIsThen() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          Path other = Files.createDirectory(directory.resolve("other"));
          try (RunningServer server =
                  starter.start(directory, "--enable-protected-configs", "yes");
              RespClient client = server.client()) {
            tell(client, seen, "SET a 1");
            assertThat(client.text("CONFIG", "SET", "dir", other.toString())).isEqualTo("OK");
            tell(client, seen, "CONFIG SET appendonly yes");
            settled(client);
            tell(client, seen, "SET b 2", "SAVE");
          }
          seen.addAll(files(directory));
          try (RunningServer server = starter.start(other, BOTH);
              RespClient client = server.client()) {
            tell(client, seen, "MGET a b");
          }
          return seen;
        });
  }

  @Tag("long")
  @Test
  void growthStartsARewriteByItself() throws Exception {
    sameEverywhere(
        (starter, directory) -> {
          List<String> seen = new ArrayList<>();
          try (RunningServer server =
                  starter.start(
                      directory,
                      "--appendonly",
                      "yes",
                      "--auto-aof-rewrite-min-size",
                      "20000",
                      "--auto-aof-rewrite-percentage",
                      "100");
              RespClient client = server.client()) {
            for (int i = 0; i < 30; i++) {
              client.text("SET", "a", "x".repeat(1000));
            }
            Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> info(client, "aof_rewrites").equals("aof_rewrites:1"));
            settled(client);
            seen.addAll(files(directory));
          }
          return seen;
        });
  }

  // ---- words of the stories ----

  private static void tell(RespClient client, List<String> seen, String... commands) {
    for (String command : commands) {
      seen.add(command + " = " + RespClient.textOf(client.call(command.split(" ", -1))));
    }
  }

  private static String info(RespClient client, String field) {
    return client
        .text("INFO", "everything")
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .findFirst()
        .orElse("no " + field);
  }

  private static void settled(RespClient client) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                info(client, "aof_rewrite_in_progress").endsWith(":0")
                    && info(client, "aof_rewrite_scheduled").endsWith(":0"));
    assertThat(info(client, "aof_last_bgrewrite_status")).endsWith(":ok");
  }

  /** What is removed in the background is gone soon; what then is there. */
  private static List<String> files(Path directory) {
    Awaitility.await()
        .until(() -> listed(directory).stream().noneMatch(name -> name.contains("temp-")));
    Path manifest = directory.resolve("appendonlydir/appendonly.aof.manifest");
    Awaitility.await()
        .until(() -> !Files.exists(manifest) || !Files.readString(manifest).contains("type h"));
    return listed(directory);
  }

  private static List<String> listed(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
