package dev.redwing.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./redwing bench}: runs the named benchmarks, or all. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Compares with redis-server on this machine: ratios, against the budgets.")
public final class Main implements Callable<Integer> {
  /** What can be asked for by name. */
  enum Bench {
    throughput,
    memory,
    bgsave
  }

  @Parameters(arity = "0..*", description = "Which: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Bench> names = List.of(Bench.values());

  @Option(names = "--rounds", defaultValue = "3", description = "Rounds A B of each comparison.")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "4", description = "Length of each measurement.")
  private int seconds;

  @Option(names = "--keys", defaultValue = "2000000", description = "Keys of bgsave.")
  private int keys;

  @Option(names = "--memory-keys", defaultValue = "5000000", description = "Keys of memory.")
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

  @Override
  public Integer call() throws Exception {
    Field field =
        new Field(Path.of(System.getProperty("redwing.root", ".")), redisServer, transport);
    Report report = new Report(System.out);
    for (Bench bench : names) {
      switch (bench) {
        case throughput -> new ThroughputBench(field, report, rounds, seconds).run();
        case memory -> new MemoryBench(field, report, memoryKeys).run();
        case bgsave -> new SnapshotBench(field, report, keys).run();
      }
    }
    report.line("%n%s", report.missed() == 0 ? "every budget met" : report.missed() + " missed");
    return 0;
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
