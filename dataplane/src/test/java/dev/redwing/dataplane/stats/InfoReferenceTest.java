package dev.redwing.dataplane.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.RedisReference;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections, fields and their order are those of redis-server 7.0.15. */
class InfoReferenceTest {
  private final Config config = Config.defaults();
  private final Counters counters = new Counters();
  private final FakeCommand get = new FakeCommand();
  private final ErrorStats errors = new ErrorStats();

  @Test
  void fieldsAreTheReferences(@TempDir Path directory) throws IOException {
    try (RedisReference reference = RedisReference.start(directory, "--appendonly", "yes")) {
      reference.ask("get", "k");
      reference.ask("nosuch");
      get.latencies.record(1000);
      errors.count("ERR unknown command");
      Map<String, List<String>> theirs = fields(reference.client().info("everything"));
      Map<String, List<String>> ours = fields(info(true).text(List.of("everything")));
      // The replication engineer's section is compared by its own test.
      theirs.put("Replication", List.of("role"));
      theirs.replaceAll((section, names) -> section.endsWith("stats") ? commandFree(names) : names);
      ours.replaceAll((section, names) -> section.endsWith("stats") ? commandFree(names) : names);

      assertThat(List.copyOf(ours.keySet())).isEqualTo(List.copyOf(theirs.keySet()));
      assertThat(ours).isEqualTo(theirs);
    }
  }

  /** Which commands were called differs: the reference had PING and INFO as well. */
  private static List<String> commandFree(List<String> names) {
    List<String> kept = new ArrayList<>(names);
    kept.removeIf(name -> name.startsWith("cmdstat_") && !name.equals("cmdstat_get"));
    kept.removeIf(
        name ->
            name.startsWith("latency_percentiles_usec_")
                && !name.equals("latency_percentiles_usec_get"));
    return kept;
  }

  @Test
  void choicesOfSectionsAreTheReferences(@TempDir Path directory) throws IOException {
    try (RedisReference reference = RedisReference.start(directory)) {
      List<List<String>> choices =
          List.of(
              List.of(),
              List.of("default"),
              List.of("all"),
              List.of("EVERYTHING"),
              List.of("modules"),
              List.of("cpu", "Server", "cpu"),
              List.of("nosuch"),
              List.of("nosuch", "keyspace"),
              List.of("default", "commandstats"),
              List.of("errorstats", "cluster"));
      for (List<String> choice : choices) {
        String theirs = reference.ask("info", choice.toArray(new String[0])).getFirst();
        assertThat(List.copyOf(fields(info(false).text(choice)).keySet()))
            .as("%s", choice)
            .isEqualTo(List.copyOf(fields(theirs).keySet()));
      }
    }
  }

  @Test
  void sectionsAreSeparatedByAnEmptyLine() {
    assertThat(info(false).text(List.of("keyspace", "cluster", "modules")))
        .isEqualTo("# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\n");
    assertThat(info(false).text(List.of("nosuch"))).isEmpty();
  }

  private Info info(boolean aof) {
    Info info = new Info();
    info.register(new ServerSection(config, zeros(ServerSection.Facts.class, "shutdownInMillis")));
    info.register(new ClientsSection(config, zeros(ClientsSection.Facts.class, "")));
    info.register(new MemorySection(config, zeros(MemoryFacts.class, ""), counters));
    info.register(
        new PersistenceSection(
            zeros(PersistenceSection.Facts.class, aof ? "aofEnabled" : ""), counters));
    info.register(new StatsSection(counters, zeros(StatsSection.Facts.class, "")));
    info.register(new FakeReplication());
    info.register(new CpuSection(zeros(CpuSection.Facts.class, "")));
    info.register(new ModulesSection());
    info.register(new CommandStatsSection(() -> List.of(get)));
    info.register(new ErrorStatsSection(errors));
    info.register(new LatencyStatsSection(config, () -> List.of(get)));
    info.register(new ClusterSection());
    info.register(new KeyspaceSection(config, zeros(KeyspaceSection.Facts.class, "")));
    return info;
  }

  private static final class FakeCommand implements CommandStats {
    final LatencyHistogram latencies = new LatencyHistogram();

    @Override
    public String fullName() {
      return "get";
    }

    @Override
    public long calls() {
      return latencies.total();
    }

    @Override
    public long micros() {
      return 1;
    }

    @Override
    public long rejected() {
      return 0;
    }

    @Override
    public long failed() {
      return 0;
    }

    @Override
    public LatencyHistogram latencies() {
      return latencies;
    }
  }

  private static final class FakeReplication implements InfoSection {
    @Override
    public String heading() {
      return "Replication";
    }

    @Override
    public void write(InfoWriter out) {
      out.field("role", "master");
    }
  }

  /** Facts that are all 0, no or empty, except that one is set: -1 or yes. */
  private static <T> T zeros(Class<T> facts, String except) {
    Object proxy =
        Proxy.newProxyInstance(
            facts.getClassLoader(),
            new Class<?>[] {facts},
            (self, method, arguments) -> {
              boolean set = method.getName().equals(except);
              Class<?> type = method.getReturnType();
              if (type == boolean.class) {
                return set;
              }
              if (type == String.class) {
                return "";
              }
              if (type == double.class) {
                return 0.0;
              }
              long number = set ? -1 : 0;
              return type == int.class ? (Object) (int) number : (Object) number;
            });
    return Objects.requireNonNull(facts.cast(proxy));
  }

  private static Map<String, List<String>> fields(String info) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String section = "";
    for (String line : info.split("\r\n", -1)) {
      if (line.startsWith("# ")) {
        section = line.substring(2);
        fields.put(section, new ArrayList<>());
      } else if (!line.isEmpty()) {
        Objects.requireNonNull(fields.get(section)).add(line.substring(0, line.indexOf(':')));
      }
    }
    return fields;
  }
}
