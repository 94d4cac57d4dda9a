package dev.redwing.operator.redis;

import dev.redwing.operator.act.NodeOrders;
import dev.redwing.operator.observe.NodeProbe;
import dev.redwing.operator.observe.NodeSight;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.NodeTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Servers by RESP. Probes keep one connection a pod and try a new one when it broke; orders connect
 * anew, being rare. A connection is in one thread's hands at a time: it is taken out of the map
 * while it is used.
 */
public final class JedisNodes implements NodeProbe, NodeOrders, AutoCloseable {
  private static final int DIRECTIVES_MAX = 512;

  private final int timeoutMillis;
  private final Map<String, Jedis> idle = new ConcurrentHashMap<>();

  public JedisNodes(int timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public NodeSight probe(NodeTarget target) {
    String key = target.podUid() + "@" + target.address();
    Jedis kept = idle.remove(key);
    if (kept != null) {
      try {
        return probeAndKeep(key, kept, target);
      } catch (JedisException e) {
        close(kept);
      }
    }
    Jedis fresh = null;
    try {
      fresh = connect(target);
      return probeAndKeep(key, fresh, target);
    } catch (JedisException e) {
      close(fresh);
      return new NodeSight.Unseen(String.valueOf(e.getMessage()));
    }
  }

  private NodeSight probeAndKeep(String key, Jedis jedis, NodeTarget target) {
    NodeState state;
    try {
      Object status = jedis.sendCommand(command("REDWING"), "STATUS");
      Map<String, String> config = Map.of();
      if (!target.directives().isEmpty() && target.directives().size() <= DIRECTIVES_MAX) {
        List<String> arguments = new ArrayList<>(List.of("GET"));
        arguments.addAll(target.directives());
        Object reply = jedis.sendCommand(command("CONFIG"), arguments.toArray(String[]::new));
        config = StatusReply.pairs(reply);
      }
      state = StatusReply.parse(StatusReply.pairs(status), config);
    } catch (JedisDataException e) {
      if (!String.valueOf(e.getMessage()).startsWith("LOADING")) {
        throw e;
      }
      state = StatusReply.LOADING;
    }
    idle.put(key, jedis);
    return new NodeSight.Seen(state);
  }

  /** Passwords are tried in turn: the present one, then the one before it. */
  private Jedis connect(NodeTarget target) {
    JedisException last = new JedisException("no password to try");
    for (String password : target.passwords()) {
      Jedis jedis = null;
      try {
        jedis =
            new Jedis(
                new HostAndPort(target.address(), target.port()),
                DefaultJedisClientConfig.builder()
                    .connectionTimeoutMillis(timeoutMillis)
                    .socketTimeoutMillis(timeoutMillis)
                    .password(password.isEmpty() ? null : password)
                    .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                    .build());
        jedis.sendCommand(command("ECHO"), "redwing-operator");
        return jedis;
      } catch (JedisDataException e) {
        if (String.valueOf(e.getMessage()).startsWith("LOADING") && jedis != null) {
          return jedis;
        }
        close(jedis);
        last = e;
      } catch (JedisException e) {
        close(jedis);
        throw e;
      }
    }
    throw last;
  }

  @Override
  public void assignMaster(NodeTarget node, long term) throws OrderFailed {
    order(node, "REDWING", "ASSIGN", "MASTER", Long.toString(term));
  }

  @Override
  public void assignReplica(NodeTarget node, String masterHost, int masterPort, long term)
      throws OrderFailed {
    order(
        node,
        "REDWING",
        "ASSIGN",
        "REPLICA",
        masterHost,
        Integer.toString(masterPort),
        Long.toString(term));
  }

  @Override
  public void pauseWrites(NodeTarget node, long millis) throws OrderFailed {
    order(node, "CLIENT", "PAUSE", Long.toString(millis), "WRITE");
  }

  @Override
  public String setDirective(NodeTarget node, String name, String value) throws OrderFailed {
    try (Jedis jedis = connect(node)) {
      jedis.sendCommand(command("CONFIG"), "SET", name, value);
      Map<String, String> live =
          StatusReply.pairs(jedis.sendCommand(command("CONFIG"), "GET", name));
      return live.getOrDefault(name, "");
    } catch (JedisDataException e) {
      throw new OrderFailed(String.valueOf(e.getMessage()), true);
    } catch (JedisException e) {
      throw new OrderFailed(String.valueOf(e.getMessage()), false);
    }
  }

  private void order(NodeTarget node, String command, String... arguments) throws OrderFailed {
    try (Jedis jedis = connect(node)) {
      jedis.sendCommand(command(command), arguments);
    } catch (JedisDataException e) {
      throw new OrderFailed(String.valueOf(e.getMessage()), true);
    } catch (JedisException e) {
      throw new OrderFailed(String.valueOf(e.getMessage()), false);
    }
  }

  private static ProtocolCommand command(String name) {
    return () -> name.getBytes(StandardCharsets.UTF_8);
  }

  private static void close(@org.jspecify.annotations.Nullable Jedis jedis) {
    if (jedis != null) {
      try {
        jedis.close();
      } catch (JedisException e) {
        // It is broken already; there is nothing left to close.
        return;
      }
    }
  }

  @Override
  public void close() {
    idle.values().forEach(JedisNodes::close);
    idle.clear();
  }
}
