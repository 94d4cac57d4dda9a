package dev.redwing.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The worst reply that a client sees who asks once a millisecond, while the server has a lot to do
 * at once: a table that grows, a big collection that is freed or written under a snapshot.
 */
final class PausesBench {
  private static final double WORST_MILLIS = 10;
  private static final int QUIET_MILLIS = 1000;

  /** Several ticks of either server, in which it may find something to free. */
  private static final int AFTERWARDS_MILLIS = 300;

  private static final int VALUE_BYTES = 32;

  /** So few that a batch is no pause by itself. */
  private static final int BATCH = 50;

  /**
   * A table grows with a rest after so many keys, half a million a second: what fills it without
   * one takes all of a core, and is the pause itself where there are two.
   */
  private static final int BURST = 1_000;

  private final Field field;
  private final Report report;
  private final int rounds;
  private final int keys;
  private final int elements;
  private final List<CollectionType> types;

  /** No {@code keys}: without the table that grows. */
  PausesBench(
      Field field, Report report, int rounds, int keys, int elements, List<CollectionType> types) {
    this.field = field;
    this.report = report;
    this.rounds = rounds;
    this.keys = keys;
    this.elements = elements;
    this.types = List.copyOf(types);
  }

  /** Something done to a server while the probe asks. */
  @FunctionalInterface
  private interface Work {
    void run(Target target) throws IOException;
  }

  void run() throws IOException {
    report.title(
        "Pauses: replies to a request each millisecond, %d rounds, transport %s"
            .formatted(rounds, field.transport()));
    report.line(
        "%-30s %-28s %-28s %s",
        "", "redis p99.9/worst/highest ms", "ours p99.9/worst/highest ms", "budget");
    try (Contestant redis = field.redis();
        Contestant ours = field.ours()) {
      // The probe's own first second is slow, and is not the server's.
      for (Target target : List.of(redis.target(), ours.target())) {
        Histogram ignored =
            watch(target, Scenario.Setup.NOTHING, nothing -> Target.pause(QUIET_MILLIS));
      }
      compare(
          "nothing",
          redis.target(),
          ours.target(),
          Scenario.Setup.NOTHING,
          target -> Target.pause(QUIET_MILLIS));
      if (keys > 0) {
        compare(
            "table grows to " + keys,
            redis.target(),
            ours.target(),
            Scenario.Setup.NOTHING,
            target -> Filler.fill(target, keys, VALUE_BYTES, BATCH, BURST));
      }
      report.line("collections of %d elements:", elements);
      for (CollectionType type : types) {
        compare(type, redis.target(), ours.target());
      }
    }
  }

  private void compare(CollectionType type, Target redis, Target ours) throws IOException {
    for (Target target : List.of(redis, ours)) {
      if (!target.knows(type.command())) {
        report.line("%-30s skipped: %s has no %s", type, target.name(), type.command());
        return;
      }
    }
    Collections collection = Collections.one(type, elements, Pipe.NUMBERED_BYTES);
    for (Disturbance disturbance : Disturbance.values()) {
      if (disturbance.suits(type)) {
        compare(
            type + " " + disturbance,
            redis,
            ours,
            collection::fill,
            target -> disturbance.run(target, collection));
      }
    }
  }

  private void compare(String name, Target redis, Target ours, Scenario.Setup data, Work work)
      throws IOException {
    Rounds a = new Rounds();
    Rounds b = new Rounds();
    for (int round = 0; round < rounds; round++) {
      a.add(watch(redis, data, work));
      b.add(watch(ours, data, work));
    }
    report.line(
        "%-30s %-28s %-28s %s", name, a, b, report.verdict(b.worstMillis() <= WORST_MILLIS));
  }

  /**
   * Watches the work, then goes on as long as the server still frees what the work has left. INFO,
   * which tells, takes a while itself: it is asked while nobody watches.
   */
  private static Histogram watch(Target target, Scenario.Setup data, Work work) throws IOException {
    target.clear();
    data.run(target);
    target.ask("SET", Probe.KEY, "value");
    Target.Memory before = target.memory();
    Histogram seen = new Histogram(3);
    watch(target, work, seen);
    Target.Memory now = target.memory();
    while (now.isBeingFreed(before)) {
      before = now;
      watch(target, nothing -> {}, seen);
      now = target.memory();
    }
    return seen;
  }

  private static void watch(Target target, Work work, Histogram seen) throws IOException {
    try (Probe probe = Probe.start(target.port())) {
      work.run(target);
      Target.pause(AFTERWARDS_MILLIS);
      seen.add(probe.stop());
    }
  }

  /** What the probe saw in each round. */
  private static final class Rounds {
    private final List<Histogram> rounds = new ArrayList<>();

    void add(Histogram nanos) {
      rounds.add(nanos);
    }

    /** The median of the rounds' worst: a shared machine has pauses of its own. */
    double worstMillis() {
      return Report.median(rounds.stream().mapToDouble(each -> each.getMaxValue() / 1e6).toArray());
    }

    private double highestMillis() {
      return rounds.stream().mapToDouble(each -> each.getMaxValue() / 1e6).max().orElse(0);
    }

    private double percentileMillis() {
      return Report.median(
          rounds.stream().mapToDouble(each -> each.getValueAtPercentile(99.9) / 1e6).toArray());
    }

    @Override
    public String toString() {
      return "%.2f / %.2f / %.2f".formatted(percentileMillis(), worstMillis(), highestMillis());
    }
  }
}
