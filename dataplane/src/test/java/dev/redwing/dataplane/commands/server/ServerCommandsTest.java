package dev.redwing.dataplane.commands.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.spec.AclCategory;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.commands.config.ConfigCommands;
import dev.redwing.dataplane.config.Directives;
import dev.redwing.dataplane.config.RedisReference;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.stats.Info;
import dev.redwing.dataplane.stats.KeyspaceSection;
import dev.redwing.dataplane.stats.MemoryFacts;
import dev.redwing.dataplane.stats.SlowLog;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandsTest {
  private final CommandHarness harness = new CommandHarness();
  private final SlowLog slowLog = new SlowLog();
  private final FakePorts ports = new FakePorts();
  private int resets;

  @BeforeEach
  void register() {
    Info info = new Info();
    info.register(new KeyspaceSection(harness.config, new Keys()));
    new InfoCommands(info, harness.clock).register(harness.table);
    new SlowLogCommands(slowLog).register(harness.table);
    new LatencyCommands(harness.monitor, harness.latencies, harness.table).register();
    new MemoryCommands(zeros(MemoryFacts.class), harness.keyspace).register(harness.table);
    new DebugCommand(ports).register(harness.table);
    new ConfigCommands(harness.config, new FakeServer()).register(harness.table);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  /** What needs no data and no time is answered word for word as by the reference. */
  @Test
  void repliesAreTheReferences(@TempDir Path directory) throws IOException {
    List<List<String>> commands =
        List.of(
            List.of("config"),
            List.of("config", "foo"),
            List.of("config", "get"),
            List.of("config", "get", "HZ", "nosuch"),
            List.of("config", "set", "hz", "20"),
            List.of("config", "get", "h?"),
            List.of("config", "set", "hz"),
            List.of("config", "set", "hz", "x"),
            List.of("config", "set", "hz", "1", "timeout"),
            List.of("config", "rewrite"),
            List.of("config", "rewrite", "x"),
            List.of("config", "resetstat"),
            List.of("config", "help"),
            List.of("slowlog", "len"),
            List.of("slowlog", "get"),
            List.of("slowlog", "get", "-1"),
            List.of("slowlog", "get", "-2"),
            List.of("slowlog", "get", "x"),
            List.of("slowlog", "get", "1", "2"),
            List.of("slowlog", "reset"),
            List.of("slowlog", "foo"),
            List.of("slowlog", "help"),
            List.of("latency", "latest"),
            List.of("latency", "history", "command"),
            List.of("latency", "graph", "command"),
            List.of("latency", "reset"),
            List.of("latency", "reset", "a", "b"),
            List.of("latency", "histogram", "nosuch"),
            List.of("latency", "foo"),
            List.of("latency", "help"),
            List.of("memory", "usage", "nokey"),
            List.of("memory", "usage", "nokey", "samples", "0"),
            List.of("memory", "usage", "nokey", "samples", "-1"),
            List.of("memory", "usage", "nokey", "samples"),
            List.of("memory", "usage", "nokey", "samples", "x"),
            List.of("memory", "usage", "nokey", "foo", "1"),
            List.of("memory", "usage"),
            List.of("memory", "purge"),
            List.of("memory", "help"),
            List.of("dbsize"),
            List.of("dbsize", "x"),
            List.of("time", "x"),
            List.of("info", "nosuch"),
            List.of("debug"),
            List.of("debug", "foo"),
            List.of("debug", "sleep"),
            List.of("debug", "sleep", "x"),
            List.of("debug", "object", "nokey"),
            List.of("debug", "error", "FOO bar"),
            List.of("debug", "log", "x"),
            List.of("debug", "set-active-expire", "0"),
            List.of("debug", "set-active-expire", "1"),
            List.of("debug", "pause-cron", "1"),
            List.of("debug", "pause-cron", "0"),
            List.of("debug", "protocol", "string"),
            List.of("debug", "protocol", "integer"),
            List.of("debug", "protocol", "double"),
            List.of("debug", "protocol", "null"),
            List.of("debug", "protocol", "array"),
            List.of("debug", "protocol", "set"),
            List.of("debug", "protocol", "map"),
            List.of("debug", "protocol", "bignum"),
            List.of("debug", "protocol", "true"),
            List.of("debug", "protocol", "false"),
            List.of("debug", "protocol", "verbatim"),
            List.of("debug", "reload", "foo"));
    try (RedisReference reference =
        RedisReference.start(directory, "--enable-debug-command", "yes", "--save", "")) {
      List<String> differences = new ArrayList<>();
      for (List<String> words : commands) {
        String[] rest = words.subList(1, words.size()).toArray(new String[0]);
        List<String> theirs = reference.ask(words.getFirst(), rest);
        List<String> ours = texts(harness.run(words.toArray(new String[0])));
        if (!ours.equals(theirs)) {
          differences.add(words + ": " + ours + ", reference: " + theirs);
        }
      }
      assertThat(differences).isEmpty();
    }
    assertThat(resets).isEqualTo(1);
  }

  @Test
  void declarationsAreTheReferences(@TempDir Path directory) throws IOException {
    try (RedisReference reference = RedisReference.start(directory)) {
      for (Command command : harness.table.withSubcommands()) {
        List<?> info =
            (List<?>)
                Objects.requireNonNull(
                    reference
                        .client()
                        .sendCommand(
                            () -> "COMMAND".getBytes(StandardCharsets.US_ASCII),
                            "INFO",
                            command.name()));
        List<?> theirs = (List<?>) Objects.requireNonNull(info.getFirst());
        assertThat((long) command.spec().arity()).as(command.name()).isEqualTo(theirs.get(1));
        List<String> flags = new ArrayList<>();
        for (var flag : Flag.values()) {
          if (command.is(flag) && flag.word() != null) {
            flags.add(flag.word());
          }
        }
        assertThat(flags).as(command.name()).isEqualTo(words(theirs.get(2)));
        List<String> categories = new ArrayList<>();
        for (var category : AclCategory.values()) {
          if (command.spec().is(category)) {
            categories.add("@" + category.word());
          }
        }
        assertThat(categories).as(command.name()).isEqualTo(words(theirs.get(6)));
        assertThat(command.spec().tips()).as(command.name()).isEqualTo(words(theirs.get(7)));
      }
    }
  }

  private static List<String> words(@Nullable Object reply) {
    List<String> words = new ArrayList<>();
    for (Object word : (List<?>) Objects.requireNonNull(reply)) {
      words.add(
          word instanceof byte[] bytes
              ? new String(bytes, StandardCharsets.US_ASCII)
              : String.valueOf(word));
    }
    return words;
  }

  @Test
  void debugIsRefusedUnlessAllowed() {
    harness.debugAllowed = false;
    assertThat(texts(harness.run("debug", "sleep", "0")).getFirst())
        .startsWith("ERR DEBUG command not allowed.");
  }

  @Test
  void debugReachesItsPorts() {
    harness.run("debug", "sleep", "0.5");
    harness.run("debug", "log", "hello");
    harness.run("debug", "change-repl-id");
    harness.run("debug", "loadaof");
    harness.run("debug", "reload");
    harness.run("debug", "reload", "nosave", "noflush", "merge");
    assertThat(ports.calls)
        .containsExactly(
            "sleep 500000000",
            "log hello",
            "id",
            "aof",
            "reload true true false",
            "reload false false true");
  }

  @Test
  void dataIsDescribed() {
    harness.put("k", "value");
    harness.put("n", "12345");
    assertThat(harness.run("dbsize")).isEqualTo(new Reply.Int(2));
    assertThat(texts(harness.run("debug", "object", "k")).getFirst())
        .matches(
            "Value at:0x[0-9a-f]+ refcount:1 encoding:embstr serializedlength:77 lru:\\d+"
                + " lru_seconds_idle:\\d+");
    assertThat(texts(harness.run("debug", "object", "n")).getFirst())
        .contains("encoding:int serializedlength:77");
    assertThat(harness.run("memory", "usage", "k"))
        .isInstanceOfSatisfying(
            Reply.Int.class, size -> assertThat(size.value()).isBetween(16L, 128L));
    assertThat(texts(harness.run("info", "keyspace")).getFirst())
        .isEqualTo("# Keyspace\r\ndb0:keys=2,expires=0,avg_ttl=0\r\n");
    assertThat(texts(harness.run("memory", "stats"))).contains("keys.count", "2", "db.0");
  }

  @Test
  void latenciesAreShownByCommand() {
    harness.run("dbsize");
    harness.run("config", "get", "hz");
    List<String> shown = texts(harness.run("latency", "histogram", "dbsize", "config"));
    assertThat(shown).contains("dbsize", "config|get").doesNotContain("config|set");
    harness.config.put(Directives.LATENCY_TRACKING, false);
    harness.run("config", "set", "hz", "11");
    assertThat(texts(harness.run("latency", "histogram", "config|set"))).isEmpty();
  }

  @Test
  void resp3HasItsOwnTypes() {
    harness.useResp3();
    assertThat(harness.run("config", "get", "hz"))
        .isInstanceOfSatisfying(
            Reply.Aggregate.class, map -> assertThat(map.type()).isEqualTo('%'));
    assertThat(harness.run("info", "nosuch")).isEqualTo(new Reply.Verbatim("txt", ""));
  }

  /** As {@link RedisReference#ask} gives replies. */
  private static List<String> texts(Reply reply) {
    List<String> texts = new ArrayList<>();
    switch (reply) {
      case Reply.Simple(String text) -> texts.add(text);
      case Reply.Failure(String text) -> texts.add(text);
      case Reply.Int(long value) -> texts.add(Long.toString(value));
      case Reply.Bulk(String text) -> texts.add(text);
      case Reply.Null() -> texts.add("(nil)");
      case Reply.Decimal(String text) -> texts.add(text);
      case Reply.Bool(boolean value) -> texts.add(Boolean.toString(value));
      case Reply.Big(String digits) -> texts.add(digits);
      case Reply.Verbatim(String extension, String text) -> texts.add(text);
      case Reply.Aggregate(char type, List<Reply> elements) ->
          elements.forEach(each -> texts.addAll(texts(each)));
    }
    return texts;
  }

  private final class Keys implements KeyspaceSection.Facts {
    @Override
    public long keys(int database) {
      return harness.keyspace.database(database).size();
    }

    @Override
    public long keysWithTimeToLive(int database) {
      return harness.keyspace.database(database).expiresSize();
    }

    @Override
    public long averageTtlMillis(int database) {
      return 0;
    }
  }

  private final class FakeServer implements ConfigCommands.Server {
    @Override
    public boolean isLoading() {
      return false;
    }

    @Override
    public boolean isLocal(Client client) {
      return true;
    }

    @Override
    public void resetStatistics() {
      resets++;
    }
  }

  private static final class FakePorts implements DebugPorts {
    final List<String> calls = new ArrayList<>();

    @Override
    public void sleep(long nanos) {
      calls.add("sleep " + nanos);
    }

    @Override
    public void log(String message) {
      calls.add("log " + message);
    }

    @Override
    public @Nullable String changeReplicationId() {
      calls.add("id");
      return null;
    }

    @Override
    public @Nullable String reload(boolean save, boolean flush, boolean merge) {
      calls.add(String.format(Locale.ROOT, "reload %s %s %s", save, flush, merge));
      return null;
    }

    @Override
    public @Nullable String loadAof() {
      calls.add("aof");
      return null;
    }

    @Override
    public long rdbLength(long entry) {
      return 77;
    }

    @Override
    public void pauseCron(boolean paused) {
      calls.add("pause " + paused);
    }
  }

  private static <T> T zeros(Class<T> facts) {
    Object proxy =
        Proxy.newProxyInstance(
            facts.getClassLoader(),
            new Class<?>[] {facts},
            (self, method, arguments) ->
                method.getReturnType() == double.class ? (Object) 0.0 : (Object) 0L);
    return Objects.requireNonNull(facts.cast(proxy));
  }
}
