package dev.redwing.bench;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A workload and what it works on.
 *
 * @param keySpace numbers are drawn below it
 * @param operationsAtMost where a measurement ends before its time: when a list is used up
 * @param data gets into the empty server before all measurements
 * @param reset makes before each measurement that all begin alike
 */
record Scenario(
    Workload workload,
    Effort effort,
    int keySpace,
    long operationsAtMost,
    Setup data,
    Setup reset,
    List<String> needed) {

  /** Brings a server into a state. */
  @FunctionalInterface
  interface Setup {
    Setup NOTHING = target -> {};

    void run(Target target) throws IOException;
  }

  /** How much a command is: how many connections and which pipelines make sense. */
  enum Effort {
    LIGHT(50, Pipeline.P100),
    /** Replies of 10 kB: a hundred of those at once for each of 50 clients is nobody's load. */
    LONG_REPLY(50, Pipeline.P16),
    /** Takes milliseconds. */
    HEAVY(2, Pipeline.P1);

    private final int connections;
    private final Pipeline deepest;

    Effort(int connections, Pipeline deepest) {
      this.connections = connections;
      this.deepest = deepest;
    }

    int connections() {
      return connections;
    }
  }

  Scenario {
    needed = List.copyOf(needed);
  }

  /** A light one that needs no reset; {@code filler} is what {@code data} uses beside SET. */
  static Scenario of(Workload workload, int keySpace, Setup data, String... filler) {
    Set<String> needed = new LinkedHashSet<>(List.of(filler));
    needed.add(workload.words().getFirst());
    return new Scenario(
        workload, Effort.LIGHT, keySpace, Long.MAX_VALUE, data, Setup.NOTHING, List.copyOf(needed));
  }

  Scenario with(Effort newEffort) {
    return new Scenario(workload, newEffort, keySpace, operationsAtMost, data, reset, needed);
  }

  Scenario with(long newOperationsAtMost, Setup newReset) {
    return new Scenario(workload, effort, keySpace, newOperationsAtMost, data, newReset, needed);
  }

  String name() {
    return workload.name();
  }

  /** Those of the pipelines that make sense with it. */
  List<Pipeline> among(List<Pipeline> pipelines) {
    return pipelines.stream().filter(each -> each.depth() <= effort.deepest.depth()).toList();
  }

  /** The first command of those it needs that the server has not, or an empty text. */
  String missing(Target target) throws IOException {
    for (String command : needed) {
      if (!target.knows(command)) {
        return command;
      }
    }
    return "";
  }

  void prepare(Target target) throws IOException {
    target.clear();
    data.run(target);
  }

  /** Its clients, connected. */
  LoadGenerator load(Target target, Pipeline pipeline, long seed) throws IOException {
    return new LoadGenerator(
        target.port(), effort.connections(), pipeline.depth(), List.of(workload), keySpace, seed);
  }

  /** Lets them send for {@code nanos}. */
  LoadGenerator.Result run(LoadGenerator load, long nanos) throws IOException {
    return load.runAtMost(nanos, operationsAtMost);
  }
}
