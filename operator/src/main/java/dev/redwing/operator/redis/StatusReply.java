package dev.redwing.operator.redis;

import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeState;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the answer to {@code REDWING STATUS}: a flat list of names and values. */
final class StatusReply {
  /** A server that answers nothing but that it is loading. */
  static final NodeState LOADING =
      new NodeState("", NodeRole.UNASSIGNED, 0, "", 0, true, null, 0, false, 0, 0, Map.of());

  private StatusReply() {}

  static Map<String, String> pairs(Object reply) {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (reply instanceof List<?> list) {
      for (int i = 0; i + 1 < list.size(); i += 2) {
        pairs.put(text(list.get(i)), text(list.get(i + 1)));
      }
    }
    return pairs;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }

  static NodeState parse(Map<String, String> status, Map<String, String> config) {
    String host = status.getOrDefault("master-host", "");
    return new NodeState(
        status.getOrDefault("node-id", ""),
        switch (status.getOrDefault("role", "")) {
          case "master" -> NodeRole.MASTER;
          case "replica" -> NodeRole.REPLICA;
          default -> NodeRole.UNASSIGNED;
        },
        number(status, "term"),
        status.getOrDefault("replid", ""),
        number(status, "offset"),
        number(status, "loading") != 0,
        host.isEmpty() || host.equals("?") || host.equals("-") ? null : host,
        (int) number(status, "master-port"),
        "up".equals(status.get("link")),
        number(status, "lag-bytes"),
        number(status, "keys"),
        config);
  }

  private static long number(Map<String, String> status, String name) {
    String text = status.getOrDefault(name, "");
    return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
