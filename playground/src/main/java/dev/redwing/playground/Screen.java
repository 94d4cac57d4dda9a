package dev.redwing.playground;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Shows the topology: redrawn in place on a terminal, elsewhere a line when something changes. */
final class Screen {
  private final PrintStream out;
  private final boolean isTerminal;
  private int drawnLines;
  private List<String> said = List.of();

  Screen(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  void show(List<Topology> topologies) {
    if (isTerminal) {
      redraw(topologies);
    } else {
      sayChanges(topologies);
    }
  }

  private void redraw(List<Topology> topologies) {
    StringBuilder frame = new StringBuilder();
    if (drawnLines > 0) {
      frame.append("\033[").append(drawnLines).append("A\033[J"); // up, and clear from there
    }
    List<String> lines = new ArrayList<>();
    for (Topology topology : topologies) {
      lines.add("");
      lines.addAll(topology.table());
    }
    lines.forEach(line -> frame.append(line).append('\n'));
    drawnLines = lines.size();
    out.print(frame);
    out.flush();
  }

  private void sayChanges(List<Topology> topologies) {
    List<String> now = topologies.stream().flatMap(t -> t.summary().stream()).toList();
    now.stream().filter(line -> !said.contains(line)).forEach(out::println);
    said = now;
  }
}
