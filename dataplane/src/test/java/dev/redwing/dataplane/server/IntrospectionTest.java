package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.commands.server.CommandHarness;
import dev.redwing.dataplane.commands.server.DebugPorts;
import dev.redwing.dataplane.env.LinuxProcessUsage;
import dev.redwing.dataplane.env.ManualTimers;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.stats.ClusterSection;
import dev.redwing.dataplane.stats.Counters;
import dev.redwing.dataplane.stats.ErrorStats;
import dev.redwing.dataplane.stats.InfoSection;
import dev.redwing.dataplane.stats.InfoWriter;
import dev.redwing.dataplane.stats.PersistenceSection;
import dev.redwing.dataplane.stats.ServerSection;
import dev.redwing.dataplane.stats.SlowLog;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class IntrospectionTest {
  private final CommandHarness harness = new CommandHarness();
  private final Counters counters = new Counters();

  @BeforeEach
  void wire() {
    Introspection introspection =
        new Introspection(
            new Introspection.Parts(
                harness.config,
                harness.clock,
                new LinuxProcessUsage(),
                new ClientRegistry(),
                new Blocking(new ManualTimers(harness.clock)),
                harness.keyspace,
                harness.dispatcher,
                harness.state(),
                counters,
                new ErrorStats(),
                new SlowLog(),
                zeros(PersistenceSection.Facts.class),
                new NoReplication(),
                zeros(DebugPorts.class),
                () -> 5,
                () -> 7),
            zeros(ServerSection.Facts.class));
    introspection.register(harness.table);
    CommandHandler get = context -> context.reply().integer(context.lookup(1) == 0 ? 0 : 1);
    harness.table.register(CommandSpec.command("get").arity(2).flags(Flag.READONLY), get);
    harness.table.register(CommandSpec.command("peek").arity(2).flags(Flag.WRITE), get);
    introspection.sampleOften(harness.clock.wallMillis());
    introspection.sampleClients();
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private String info(String section) {
    return ((Reply.Bulk) harness.run("info", section)).text();
  }

  @Test
  void sectionsAreFilledFromTheParts() {
    harness.put("k", "v");
    String memory = info("memory");
    assertThat(memory).contains("mem_replication_backlog:5\r\n", "mem_aof_buffer:7\r\n");
    assertThat(memory).doesNotContain("used_memory:0\r\n").doesNotContain("used_memory_rss:0\r\n");
    assertThat(info("keyspace")).contains("db0:keys=1,expires=0,avg_ttl=0");
    assertThat(info("cpu")).doesNotContain("used_cpu_user:0.000000");
    assertThat(info("everything")).contains("# Server\r\n", "# Replication\r\n", "# Keyspace\r\n");
  }

  @Test
  void onlyReadersHitAndMiss() {
    harness.put("k", "v");
    harness.run("get", "k");
    harness.run("get", "k");
    harness.run("get", "other");
    harness.run("peek", "other");
    harness.run("memory", "usage", "k");
    assertThat(info("stats")).contains("keyspace_hits:2\r\n", "keyspace_misses:1\r\n");
    harness.run("config", "resetstat");
    assertThat(info("stats")).contains("keyspace_hits:0\r\n", "keyspace_misses:0\r\n");
    assertThat(info("commandstats")).doesNotContain("cmdstat_get");
  }

  @Test
  void commandsAreCountedWhetherTheyRanOrNot() {
    harness.run("get", "k");
    harness.run("get");
    harness.run("config", "set", "hz", "x");
    String stats = info("commandstats");
    assertThat(stats).containsPattern("cmdstat_get:calls=1,usec=\\d+,.*rejected_calls=1,failed");
    assertThat(stats).containsPattern("cmdstat_config\\|set:calls=1,.*failed_calls=1");
  }

  private static final class NoReplication implements InfoSection {
    @Override
    public String heading() {
      return "Replication";
    }

    @Override
    public void write(InfoWriter out) {
      new ClusterSection().write(out);
    }
  }

  private static <T> T zeros(Class<T> facts) {
    Object proxy =
        Proxy.newProxyInstance(
            facts.getClassLoader(),
            new Class<?>[] {facts},
            (self, method, arguments) -> zero(method.getReturnType()));
    return Objects.requireNonNull(facts.cast(proxy));
  }

  private static @Nullable Object zero(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type == String.class) {
      return "";
    }
    if (type == int.class) {
      return 0;
    }
    return type == long.class ? 0L : null;
  }
}
