package dev.redwing.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All servers of one resource at one moment, as lines of text. */
record Topology(String resource, List<Node> nodes) {
  Topology {
    nodes = List.copyOf(nodes);
  }

  static Topology of(Playground playground, String resource) {
    String password = playground.passwordOf(resource);
    return new Topology(
        resource, playground.podsOf(resource).stream().map(pod -> Node.of(pod, password)).toList());
  }

  private long masterOffset() {
    return nodes.stream().filter(Node::isMaster).mapToLong(Node::offset).max().orElse(0);
  }

  /** A table: the master first, its replicas below it. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    String format = "%-24s %-10s %-16s %-6s %12s %10s %10s %10s";
    lines.add(
        String.format(
            Locale.ROOT,
            format,
            "NODE",
            "ROLE",
            "ADDRESS",
            "LINK",
            "OFFSET",
            "LAG",
            "KEYS",
            "MEMORY"));
    List<Node> ordered = new ArrayList<>(nodes.stream().filter(Node::isMaster).toList());
    List<Node> others = nodes.stream().filter(node -> !node.isMaster()).toList();
    ordered.addAll(others);
    for (Node node : ordered) {
      lines.add(line(format, node, node.isMaster() ? "" : last(node, others) ? "└─ " : "├─ "));
    }
    return lines;
  }

  private static boolean last(Node node, List<Node> others) {
    return node.equals(others.getLast());
  }

  private String line(String format, Node node, String branch) {
    String name = branch + node.name();
    if (!node.answers()) {
      return String.format(Locale.ROOT, "%-24s %s", name, node.state()).strip();
    }
    boolean follows = !node.isMaster() && !node.isUnassigned();
    return String.format(
        Locale.ROOT,
        format,
        name,
        role(node),
        node.address(),
        follows ? node.field("master_link_status") : "-",
        node.offset(),
        follows ? bytes(Math.max(0, masterOffset() - node.offset())) : "-",
        node.keys(),
        bytes(node.number("used_memory")));
  }

  private static String role(Node node) {
    return node.isMaster() ? "master" : node.isUnassigned() ? "unassigned" : "replica";
  }

  /** What changes seldom: a line is worth printing again when this differs. */
  List<String> summary() {
    return nodes.stream()
        .map(
            node ->
                !node.answers()
                    ? node.name() + ": " + node.state()
                    : node.name()
                        + ": "
                        + role(node)
                        + " at "
                        + node.address()
                        + (role(node).equals("replica")
                            ? ", link " + node.field("master_link_status")
                            : "")
                        + ", "
                        + node.keys()
                        + " keys")
        .toList();
  }

  static String bytes(long count) {
    if (count < 1024) {
      return count + " B";
    }
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double value = count;
    int unit = -1;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
