package dev.redwing.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One server as it says it is, over its own port; {@code state} is what its pod says. */
record Node(String name, String address, String state, Map<String, String> info, long keys) {
  static final int PORT = 6379;
  private static final int TIMEOUT_MILLIS = 800;

  Node {
    info = Map.copyOf(info);
  }

  static Node of(ObjectNode pod, String password) {
    String address = pod.path("status").path("podIP").asText("");
    String name = Json.name(pod);
    String state = state(pod);
    if (address.isEmpty()) {
      return new Node(name, address, state, Map.of(), 0);
    }
    try (Jedis jedis = connect(address, password)) {
      return new Node(name, address, state, fields(jedis.info()), jedis.dbSize());
    } catch (JedisException e) {
      return new Node(name, address, state, Map.of(), 0); // not up yet, or loading
    }
  }

  static Jedis connect(String address, String password) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(TIMEOUT_MILLIS)
            .socketTimeoutMillis(TIMEOUT_MILLIS);
    if (!password.isEmpty()) {
      config.password(password);
    }
    return new Jedis(new HostAndPort(address, PORT), config.build());
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  private static String state(ObjectNode pod) {
    if (Json.isTerminating(pod)) {
      return "terminating";
    }
    JsonNode container = pod.path("status").path("containerStatuses").path(0);
    JsonNode waiting = container.path("state").path("waiting");
    if (!waiting.isMissingNode()) {
      String message = waiting.path("message").asText("");
      return waiting.path("reason").asText() + (message.isEmpty() ? "" : ": " + message);
    }
    if (container.path("state").has("terminated")) {
      return "exited with " + container.path("state").path("terminated").path("exitCode").asInt();
    }
    return container.path("ready").asBoolean() ? "ready" : "starting";
  }

  boolean answers() {
    return !info.isEmpty();
  }

  boolean isMaster() {
    return field("role").equals("master");
  }

  /** A replica that nobody told whom to follow yet. */
  boolean isUnassigned() {
    return answers() && !isMaster() && field("master_port").equals("0");
  }

  boolean isLinked() {
    return field("master_link_status").equals("up");
  }

  String field(String name) {
    return info.getOrDefault(name, "");
  }

  long offset() {
    String own = isMaster() ? field("master_repl_offset") : field("slave_repl_offset");
    String offset = own.isEmpty() ? field("master_repl_offset") : own;
    return offset.isEmpty() ? 0 : Long.parseLong(offset);
  }

  long number(String name) {
    String value = field(name);
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }
}
