package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SAVE, BGSAVE and their kin over sockets: replies as the reference's, snapshots of one moment. */
final class SaveCommandsTest {
  @TempDir private Path directory;

  @Test
  void repliesAndCountersAreTheReferences() {
    List<String> ours;
    try (TestServer server = TestServer.start("--enable-debug-command", "yes")) {
      ours = replies(server);
    }
    for (String program : List.of("redis-server", "valkey-server")) {
      try (ReferenceServer server =
          ReferenceServer.start(
              program, directory, "--enable-debug-command", "yes", "--rdb-key-save-delay", "0")) {
        assertThat(ours).as(program).isEqualTo(replies(server));
      }
    }
  }

  private static List<String> replies(RunningServer server) {
    List<String> seen = new ArrayList<>();
    try (RespClient client = server.client()) {
      tell(client, seen, "SAVE", "SAVE x", "BGSAVE x", "BGSAVE SCHEDULE x", "LASTSAVE x");
      tell(client, seen, "SET a 1", "MSET b 1 c 2", "INFO rdb_changes_since_last_save");
      tell(client, seen, "SAVE", "INFO rdb_changes_since_last_save", "INFO rdb_saves");
      tell(client, seen, "SET a 2", "BGSAVE");
      idle(client);
      tell(client, seen, "INFO rdb_changes_since_last_save", "INFO rdb_last_bgsave_status");
      tell(client, seen, "INFO rdb_saves");
      tell(client, seen, "BGSAVE SCHEDULE");
      idle(client);
      tell(client, seen, "MULTI", "SAVE", "BGSAVE", "EXEC");
      tell(client, seen, "MULTI", "BGSAVE", "BGREWRITEAOF", "EXEC");
      Awaitility.await().until(() -> info(client, "rdb_saves").endsWith(":5"));
      idle(client);
      tell(client, seen, "DEBUG RELOAD", "DBSIZE", "INFO rdb_changes_since_last_save");
      tell(client, seen, "SET a 3", "DEBUG RELOAD NOSAVE NOFLUSH MERGE", "GET a");
      tell(client, seen, "DEBUG RELOAD NOSUCH", "DEBUG RELOAD NOSAVE", "GET a");
      tell(client, seen, "SET a 4", "FLUSHALL", "INFO rdb_changes_since_last_save");
      tell(client, seen, "CONFIG SET save 3600\u00a01", "SET a 5", "FLUSHALL");
      tell(client, seen, "INFO rdb_changes_since_last_save", "INFO rdb_saves", "DBSIZE");
      tell(client, seen, "SHUTDOWN SAVE NOSAVE", "SHUTDOWN ABORT", "SHUTDOWN x");
      tell(client, seen, "SHUTDOWN ABORT NOW", "MULTI", "SHUTDOWN", "EXEC");
    }
    return seen;
  }

  /** INFO with a field's name shows that; a blank within a word is a hard one. */
  private static void tell(RespClient client, List<String> seen, String... commands) {
    for (String command : commands) {
      String[] words = command.split(" ", -1);
      for (int i = 0; i < words.length; i++) {
        words[i] = words[i].replace('\u00a0', ' ');
      }
      seen.add(
          command
              + " = "
              + (words[0].equals("INFO")
                  ? info(client, words[1])
                  : RespClient.textOf(client.call(words))));
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

  private static void idle(RespClient client) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                info(client, "rdb_bgsave_in_progress").endsWith(":0")
                    && info(client, "aof_rewrite_in_progress").endsWith(":0")
                    && info(client, "aof_rewrite_scheduled").endsWith(":0"));
  }

  @Test
  void savePointsAndTheirFailureOverTheWire() throws Exception {
    Path gone = Files.createDirectory(directory.resolve("gone"));
    try (TestServer server = TestServer.start(gone, "--save", "1 2");
        RespClient client = server.client()) {
      client.text("SET", "a", "1");
      client.text("SET", "b", "1");
      Awaitility.await().until(() -> Files.exists(gone.resolve("dump.rdb")));
      idle(client);
      long saved = Long.parseLong(client.text("LASTSAVE"));
      assertThat(saved).isCloseTo(System.currentTimeMillis() / 1000, Offset.offset(5L));
      Files.delete(gone.resolve("dump.rdb"));
      Files.delete(gone);
      client.text("BGSAVE");
      idle(client);
      assertThat(info(client, "rdb_last_bgsave_status")).endsWith(":err");
      assertThat(client.text("SET", "a", "2")).startsWith("-MISCONF Redis is configured to save");
      assertThat(client.text("PING")).startsWith("-MISCONF");
      assertThat(client.text("GET", "a")).isEqualTo("1");
      client.text("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
      assertThat(client.text("SET", "a", "2")).isEqualTo("OK");
      client.text("CONFIG", "SET", "stop-writes-on-bgsave-error", "yes");
      Files.createDirectory(gone);
      assertThat(client.text("SAVE")).isEqualTo("OK");
      assertThat(client.text("SET", "a", "3")).isEqualTo("OK");
    }
  }

  /**
   * Writers change pairs of keys together, and take keys away and put others there, while snapshots
   * are written: each snapshot has equal pairs, and as many keys as there always are.
   */
  @Test
  void snapshotsAreOfOneMoment() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    try (TestServer server =
        TestServer.start(directory, "--appendonly", "yes", "--appendfsync", "no")) {
      AtomicBoolean ended = new AtomicBoolean();
      List<Thread> writers = new ArrayList<>();
      List<Pairs> pairs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Pairs writer = new Pairs(i, new Random(seed + i));
        RespClient client = server.client();
        writer.fill(client);
        pairs.add(writer);
        writers.add(Thread.ofPlatform().start(() -> writer.write(client, ended)));
      }
      try (RespClient client = server.client()) {
        for (int round = 0; round < 5; round++) {
          boolean rewrite = round % 2 == 1;
          assertThat(client.text(rewrite ? "BGREWRITEAOF" : "BGSAVE")).endsWith("started");
          idle(client);
          if (!rewrite) {
            checkSnapshot();
          }
        }
      } finally {
        ended.set(true);
        for (Thread writer : writers) {
          writer.join();
        }
      }
      for (Pairs writer : pairs) {
        assertThat(writer.failure).isEmpty();
      }
      Map<String, String> contents;
      try (RespClient client = server.client()) {
        contents = Dataset.read(client);
      }
      checkAof(contents);
    }
  }

  private void checkSnapshot() throws Exception {
    Path copy = Files.createTempDirectory(directory, "copy");
    Files.copy(directory.resolve("dump.rdb"), copy.resolve("dump.rdb"));
    try (TestServer server = TestServer.start(copy);
        RespClient client = server.client()) {
      for (int i = 0; i < 3; i++) {
        Pairs.check(client, i);
      }
      assertThat(client.text("DBSIZE")).isEqualTo(Integer.toString(3 * 3 * Pairs.COUNT));
    }
  }

  private void checkAof(Map<String, String> contents) throws Exception {
    Path copy = Files.createTempDirectory(directory, "copy");
    Path aof = Files.createDirectory(copy.resolve("appendonlydir"));
    try (var files = Files.list(directory.resolve("appendonlydir"))) {
      for (Path file : files.toList()) {
        Files.copy(file, aof.resolve(file.getFileName()));
      }
    }
    try (TestServer server = TestServer.start(copy, "--appendonly", "yes");
        RespClient client = server.client()) {
      assertThat(Dataset.read(client)).isEqualTo(contents);
    }
  }

  /** Keys a and b of a pair are equal, and either x or y is there. */
  private static final class Pairs {
    private static final int COUNT = 300;

    private final int number;
    private final Random random;
    private final boolean[] atY = new boolean[COUNT];
    private final List<String> failure = new ArrayList<>();

    private Pairs(int number, Random random) {
      this.number = number;
      this.random = random;
    }

    private String from(int pair) {
      return atY[pair] ? "y" : "x";
    }

    private static String key(int number, int pair, String name) {
      return number + ":" + pair + ":" + name;
    }

    private void fill(RespClient client) {
      for (int i = 0; i < COUNT; i++) {
        client.text("MSET", key(number, i, "a"), "0", key(number, i, "b"), "0");
        client.text("SET", key(number, i, "x"), "here");
      }
    }

    private void write(RespClient client, AtomicBoolean ended) {
      try (client) {
        for (int n = 1; !ended.get(); n++) {
          int pair = random.nextInt(COUNT);
          String value = n + "v".repeat(random.nextInt(100));
          client.send("MULTI");
          client.send("SET", key(number, pair, "a"), value);
          client.send("RENAME", key(number, pair, from(pair)), key(number, pair, "z"));
          atY[pair] = !atY[pair];
          client.send("RENAME", key(number, pair, "z"), key(number, pair, from(pair)));
          client.send("SET", key(number, pair, "b"), value);
          client.send("EXEC");
          for (int i = 0; i < 6; i++) {
            Reply reply = client.read();
            if (reply instanceof Reply.Failure) {
              failure.add(reply.toString());
            }
          }
        }
      }
    }

    private static void check(RespClient client, int number) {
      assertThat(values(client, number, "a")).isEqualTo(values(client, number, "b"));
      List<Reply> x = values(client, number, "x");
      List<Reply> y = values(client, number, "y");
      for (int i = 0; i < COUNT; i++) {
        assertThat(x.get(i) instanceof Reply.Null).isNotEqualTo(y.get(i) instanceof Reply.Null);
      }
    }

    private static List<Reply> values(RespClient client, int number, String name) {
      List<String> words = new ArrayList<>(List.of("MGET"));
      for (int i = 0; i < COUNT; i++) {
        words.add(key(number, i, name));
      }
      return client.call(words.toArray(String[]::new)) instanceof Reply.Aggregate(var _, var values)
          ? values
          : List.of();
    }
  }

  @Test
  void aSaveThatFlushallEndsLeavesTheEmptyFile() throws Exception {
    try (TestServer server = TestServer.start(directory, "--save", "3600 1000000");
        RespClient client = server.client()) {
      for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 200; i++) {
          client.send("SET", "key" + i, "v".repeat(1000));
        }
        for (int i = 0; i < 200; i++) {
          client.read();
        }
        client.send("BGSAVE");
        client.send("FLUSHALL");
        assertThat(RespClient.textOf(client.read())).isEqualTo("Background saving started");
        assertThat(RespClient.textOf(client.read())).isEqualTo("OK");
        idle(client);
        checkEmpty();
      }
    }
  }

  private void checkEmpty() throws Exception {
    Path copy = Files.createTempDirectory(directory, "copy");
    Files.copy(directory.resolve("dump.rdb"), copy.resolve("dump.rdb"));
    try (TestServer server = TestServer.start(copy);
        RespClient client = server.client()) {
      assertThat(client.text("DBSIZE")).isEqualTo("0");
    }
  }
}
