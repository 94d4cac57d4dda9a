package dev.redwing.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./redwing bench}: runs the named benchmarks, or all. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Compares with redis-server on this machine: ratios, against the budgets.",
    footer = {
      "",
      "throughput  operations a second, server CPU an operation, latency, command by command",
      "memory      resident bytes a key and an element",
      "bgsave      memory and latency while a snapshot is written under load",
      "pauses      the worst reply while a table grows or a big collection goes away",
      "jmh         bytes on our heap and time a command, by JMH, without sockets;",
      "            behind it patterns of commands: bench jmh get 'z.*'"
    })
public final class Main implements Callable<Integer> {
  private static final int SNAPSHOT_KEYS = 2_000_000;
  private static final int GROWTH_KEYS = 5_000_000;

  /** What can be asked for by name. */
  enum Bench {
    throughput,
    memory,
    bgsave,
    pauses,
    jmh
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "Which: throughput, memory, bgsave, pauses, jmh (default: all).")
  private List<String> words = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds A B of each comparison (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SCENARIO",
      description = "Of throughput only these: SET,LPUSH (--list names them).")
  private List<String> only = List.of();

  @Option(
      names = "--pipeline",
      split = ",",
      paramLabel = "DEPTH",
      description = "Of throughput only these: 1, 16, 100 (default: all).")
  private List<Integer> pipelines = List.of();

  @Option(
      names = "--type",
      split = ",",
      paramLabel = "TYPE",
      description = "Of memory and pauses only these: ${COMPLETION-CANDIDATES} (default: all).")
  private List<CollectionType> types = List.of();

  @Option(
      names = "--keys",
      paramLabel = "COUNT",
      description = "Keys of bgsave (default: 2000000) and of pauses (default: 5000000).")
  private int keys;

  @Option(
      names = "--elements",
      paramLabel = "COUNT",
      defaultValue = "1000000",
      description = "Elements of a big collection (default: ${DEFAULT-VALUE}).")
  private int elements;

  @Option(
      names = "--memory-keys",
      paramLabel = "COUNT",
      defaultValue = "5000000",
      description = "Keys, and elements in all, of memory (default: ${DEFAULT-VALUE}).")
  private int memoryKeys;

  @Option(
      names = "--transport",
      defaultValue = "auto",
      description = "Our transport: auto, io_uring, epoll or nio.")
  private String transport = "auto";

  @Option(
      names = "--redis-server",
      defaultValue = "redis-server",
      description = "What to compare with (redis-server or valkey-server).")
  private String redisServer = "redis-server";

  @Option(names = "--list", description = "Prints the scenarios' names and ends.")
  private boolean list;

  @Override
  public Integer call() throws Exception {
    if (list) {
      Scenarios.all(elements).forEach(scenario -> System.out.println(scenario.name()));
      return 0;
    }
    List<Scenario> scenarios = chosenScenarios();
    List<Pipeline> depths = chosenPipelines();
    Field field =
        new Field(Path.of(System.getProperty("redwing.root", ".")), redisServer, transport);
    Report report = new Report(System.out);
    boolean allocates = false;
    for (Bench bench : chosenBenches()) {
      switch (bench) {
        case throughput ->
            new ThroughputBench(field, report, rounds, seconds, scenarios, depths).run();
        case memory -> memory(field, report);
        case bgsave -> new SnapshotBench(field, report, keysOr(SNAPSHOT_KEYS)).run();
        case pauses -> pauses(field, report);
        case jmh -> allocates = !new JmhBench(report).run(chosenCommands());
      }
    }
    report.line("%n%s", report.missed() == 0 ? "every budget met" : report.missed() + " missed");
    // Speeds depend on what else the machine does; what a command allocates does not.
    return allocates ? 1 : 0;
  }

  /** What is named before the patterns of jmh, or all. */
  private List<Bench> chosenBenches() {
    List<Bench> benches = new ArrayList<>();
    for (String word : words) {
      try {
        benches.add(Bench.valueOf(word));
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(),
            "no benchmark '" + word + "'; there are " + List.of(Bench.values()),
            e);
      }
      if (benches.getLast() == Bench.jmh) {
        break;
      }
    }
    return benches.isEmpty() ? List.of(Bench.values()) : benches;
  }

  /** What jmh is to run: all commands, or those that a pattern behind its name matches. */
  private List<HotCommand> chosenCommands() {
    int jmh = words.indexOf(Bench.jmh.name());
    List<String> patterns = jmh < 0 ? List.of() : words.subList(jmh + 1, words.size());
    List<HotCommand> commands =
        Stream.of(HotCommand.values())
            .filter(each -> patterns.isEmpty() || patterns.stream().anyMatch(each::isMatchedBy))
            .toList();
    if (commands.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no command matches " + patterns + "; there are " + List.of(HotCommand.values()));
    }
    return commands;
  }

  private void memory(Field field, Report report) throws IOException {
    if (types.isEmpty()) {
      new MemoryBench(field, report, memoryKeys).run();
    }
    new CollectionMemoryBench(field, report, memoryKeys, elements, chosenTypes()).run();
  }

  private void pauses(Field field, Report report) throws IOException {
    // Named types are asked for without what is no collection.
    int growthKeys = types.isEmpty() ? keysOr(GROWTH_KEYS) : 0;
    new PausesBench(field, report, rounds, growthKeys, elements, chosenTypes()).run();
  }

  private List<CollectionType> chosenTypes() {
    return types.isEmpty() ? List.of(CollectionType.values()) : types;
  }

  private int keysOr(int usual) {
    return keys > 0 ? keys : usual;
  }

  private List<Scenario> chosenScenarios() {
    try {
      return Scenarios.named(only, elements);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<Pipeline> chosenPipelines() {
    List<Integer> depths = Stream.of(Pipeline.values()).map(Pipeline::depth).toList();
    for (int depth : pipelines) {
      if (!depths.contains(depth)) {
        throw new ParameterException(
            spec.commandLine(), "no pipeline of " + depth + "; there are " + depths);
      }
    }
    return Stream.of(Pipeline.values())
        .filter(each -> pipelines.isEmpty() || pipelines.contains(each.depth()))
        .toList();
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
