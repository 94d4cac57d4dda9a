package dev.redwing.operator.config;

import java.util.List;

/** What came of settling a spec. */
public sealed interface SettledSpec {
  /** It can be carried out. */
  record Accepted(ClusterSpec spec) implements SettledSpec {}

  /** It cannot; each problem says what to write instead. */
  record Refused(List<String> problems) implements SettledSpec {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
