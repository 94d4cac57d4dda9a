package dev.redwing.dataplane.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** What tests ask of servers that replicate. */
final class Replicas {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Replicas() {}

  // ---- orders and questions ----

  static Reply call(RunningServer server, String... words) {
    try (RespClient client = server.client()) {
      return client.call(words);
    }
  }

  static String text(RunningServer server, String... words) {
    return RespClient.textOf(call(server, words));
  }

  /** The replies to commands of one connection, separated by semicolons; words by blanks. */
  static List<String> run(RunningServer server, String script) {
    List<String> replies = new ArrayList<>();
    try (RespClient client = server.client()) {
      for (String command : script.split(";", -1)) {
        replies.add(command + ": " + client.text(command.split(" ", -1)));
      }
    }
    return replies;
  }

  /** Writes {@code key:0} and so on. */
  static void fill(RunningServer server, int keys) {
    try (RespClient client = server.client()) {
      for (int i = 0; i < keys; i++) {
        client.call("SET", "key:" + i, "value " + i, "EX", "1000");
      }
    }
  }

  static void set(RunningServer server, String directive, String value) {
    assertThat(text(server, "CONFIG", "SET", directive, value)).isEqualTo("OK");
  }

  static void follow(RunningServer replica, RunningServer master) {
    follow(replica, master.port());
  }

  static void follow(RunningServer replica, int port) {
    assertThat(text(replica, "REPLICAOF", "127.0.0.1", Integer.toString(port))).isEqualTo("OK");
  }

  /** The fields of INFO {@code section}, in their order. */
  static Map<String, String> info(RunningServer server, String section) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text(server, "INFO", section).lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return fields;
  }

  static String field(RunningServer server, String section, String name) {
    return info(server, section).getOrDefault(name, "");
  }

  static String field(RunningServer server, String name) {
    return field(server, "replication", name);
  }

  static long number(RunningServer server, String name) {
    return Long.parseLong(field(server, name));
  }

  static long stat(RunningServer server, String name) {
    return Long.parseLong(field(server, "stats", name));
  }

  // ---- waiting ----

  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(15))
        .until(condition);
  }

  static void awaitUp(RunningServer replica) {
    await("link up", () -> field(replica, "master_link_status").equals("up"));
  }

  /** Until the master knows that so many replicas get its stream. */
  static void awaitOnline(RunningServer master, int replicas) {
    await(
        replicas + " online",
        () ->
            info(master, "replication").values().stream()
                    .filter(value -> value.contains("state=online"))
                    .count()
                == replicas);
  }

  static void awaitDown(RunningServer replica) {
    await("link down", () -> field(replica, "master_link_status").equals("down"));
  }

  /** As Redis, a server does not end by a signal while it writes the AOF after a full sync. */
  static void awaitFirstAof(RunningServer replica) {
    await(
        "the AOF after the full sync",
        () ->
            field(replica, "persistence", "aof_rewrite_in_progress").equals("0")
                && field(replica, "persistence", "aof_rewrite_scheduled").equals("0"));
  }

  /** Until the replica has all that its idle master has written. */
  static void awaitSame(RunningServer master, RunningServer replica) {
    awaitUp(replica);
    await(
        "same offset",
        () -> {
          long before = number(master, "master_repl_offset");
          long there = number(replica, "slave_repl_offset");
          return before == there && before == number(replica, "master_repl_offset");
        });
  }

  // ---- data ----

  /** Everything: database, key, type, value and time of expiry. */
  static SortedMap<String, String> data(RunningServer server) {
    SortedMap<String, String> data = new TreeMap<>();
    try (RespClient client = server.client()) {
      for (String line : client.text("INFO", "keyspace").lines().toList()) {
        if (line.startsWith("db")) {
          String database = line.substring(2, line.indexOf(':'));
          client.call("SELECT", database);
          read(client, database, data);
        }
      }
    }
    return data;
  }

  private static void read(RespClient client, String database, Map<String, String> data) {
    List<String> keys = new ArrayList<>();
    if (client.call("KEYS", "*") instanceof Reply.Aggregate(var _, var elements)) {
      elements.forEach(key -> keys.add(RespClient.textOf(key)));
    }
    for (int from = 0; from < keys.size(); from += 200) {
      List<String> part = keys.subList(from, Math.min(keys.size(), from + 200));
      for (String key : part) {
        client.send("TYPE", key);
        client.send("GET", key);
        client.send("PEXPIRETIME", key);
      }
      for (String key : part) {
        String entry =
            RespClient.textOf(client.read())
                + " "
                + RespClient.textOf(client.read())
                + " "
                + RespClient.textOf(client.read());
        data.put(database + "/" + key, entry);
      }
    }
  }

  /** Compares all of it, and says only what differs. */
  static void assertSameData(RunningServer master, RunningServer replica, String description) {
    SortedMap<String, String> expected = data(master);
    SortedMap<String, String> actual = data(replica);
    Map<String, String> lacking = new TreeMap<>(expected);
    Map<String, String> wrong = new TreeMap<>(actual);
    lacking.entrySet().removeAll(actual.entrySet());
    wrong.entrySet().removeAll(expected.entrySet());
    assertThat(wrong).as("%s: instead of %s", description, lacking).isEmpty();
    assertThat(lacking).as("%s: lacking", description).isEmpty();
    assertThat(keyCounts(replica)).as(description).isEqualTo(keyCounts(master));
  }

  /** Keys of each database that are there, expired or not. */
  static List<String> keyCounts(RunningServer server) {
    return info(server, "keyspace").entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().replaceFirst(",avg_ttl=.*", ""))
        .toList();
  }
}
