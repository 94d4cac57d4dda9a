package dev.redwing.playground;

import dev.redwing.playground.Readiness.NotReady;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Proves that a resource serves: a write by the master's service is read from every replica. */
final class Check {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final Playground playground;
  private final PrintStream out;

  Check(Playground playground, PrintStream out) {
    this.playground = playground;
    this.out = out;
  }

  void run(String resource) throws NotReady, InterruptedException {
    String password = playground.passwordOf(resource);
    String address = playground.cluster().serviceAddress("default", resource);
    if (address == null) {
      throw new NotReady(resource + ": it has no service for its master");
    }
    String key = "redwing:check";
    String value = UUID.randomUUID().toString();
    try (Jedis master = Node.connect(address, password)) {
      master.set(key, value);
      out.printf("wrote %s=%s to %s:%d, the master's service%n", key, value, address, Node.PORT);
      for (Node node : Topology.of(playground, resource).nodes()) {
        if (!node.isMaster()) {
          awaitTrue(
              node.name() + " does not have what was written to the master",
              () -> has(node, password, key, value));
          out.printf("read it from %s%n", node.name());
        }
      }
      report(resource, password);
      master.del(key);
    } catch (JedisException e) {
      throw new NotReady(resource + ": the master's service: " + e.getMessage());
    }
  }

  /** The table and what each node says, once all have taken the write. */
  private void report(String resource, String password) throws NotReady, InterruptedException {
    awaitTrue(resource + ": offsets differ", () -> offsetsAgree(resource, password));
    Topology topology = Topology.of(playground, resource);
    out.println();
    topology.table().forEach(out::println);
    for (Node node : topology.nodes()) {
      out.printf("%n%s> INFO replication%n", node.name());
      try (Jedis jedis = Node.connect(node.address(), password)) {
        jedis.info("replication").lines().forEach(line -> out.println(line.stripTrailing()));
      }
    }
    long masters = topology.nodes().stream().filter(Node::isMaster).count();
    if (masters != 1) {
      throw new NotReady(resource + ": there are " + masters + " masters");
    }
  }

  private static boolean has(Node node, String password, String key, String value) {
    try (Jedis replica = Node.connect(node.address(), password)) {
      return value.equals(replica.get(key));
    } catch (JedisException e) {
      return false; // until patience ends
    }
  }

  /** Whether all nodes are at one offset, and the master has heard so from each replica. */
  private boolean offsetsAgree(String resource, String password) {
    List<Node> nodes = Topology.of(playground, resource).nodes();
    return nodes.stream().mapToLong(Node::offset).distinct().count() == 1
        && nodes.stream().filter(Node::isMaster).allMatch(node -> hasHeard(node, password));
  }

  private static boolean hasHeard(Node master, String password) {
    try (Jedis jedis = Node.connect(master.address(), password)) {
      return jedis
          .info("replication")
          .lines()
          .filter(line -> line.matches("slave[0-9]+:.*"))
          .allMatch(line -> line.contains(",offset=" + master.offset() + ","));
    } catch (JedisException e) {
      return false; // until patience ends
    }
  }

  private static void awaitTrue(String otherwise, BooleanSupplier condition)
      throws NotReady, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new NotReady(otherwise);
      }
      Thread.sleep(PERIOD);
    }
  }
}
