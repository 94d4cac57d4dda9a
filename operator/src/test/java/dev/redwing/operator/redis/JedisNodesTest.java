package dev.redwing.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.operator.act.NodeOrders.OrderFailed;
import dev.redwing.operator.observe.NodeRole;
import dev.redwing.operator.observe.NodeSight;
import dev.redwing.operator.observe.NodeState;
import dev.redwing.operator.observe.NodeTarget;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JedisNodesTest {
  private final FakeServer server = new FakeServer();
  private final JedisNodes nodes = new JedisNodes(2_000);

  JedisNodesTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    nodes.close();
    server.close();
  }

  @Test
  void readsEveryFieldOfTheStatus() {
    NodeState state = seen(nodes.probe(target("")));

    assertThat(state.role()).isEqualTo(NodeRole.REPLICA);
    assertThat(state.term()).isEqualTo(7);
    assertThat(state.replicationId()).isEqualTo("abc");
    assertThat(state.offset()).isEqualTo(1234);
    assertThat(state.masterHost()).isEqualTo("demo-0.demo-nodes.ns.svc");
    assertThat(state.masterPort()).isEqualTo(6379);
    assertThat(state.linkUp()).isTrue();
    assertThat(state.lagBytes()).isEqualTo(3);
    assertThat(state.keys()).isEqualTo(9);
    assertThat(state.config()).containsExactlyEntriesOf(java.util.Map.of("hz", "10"));
  }

  @Test
  void keepsOneConnectionAndReplacesItWhenItBreaks() throws IOException {
    nodes.probe(target(""));
    nodes.probe(target(""));
    assertThat(server.connections).hasValue(1);

    server.dropClients();

    assertThat(nodes.probe(target(""))).isInstanceOf(NodeSight.Seen.class);
    assertThat(server.connections).hasValue(2);
  }

  @Test
  void serverThatIsLoadingIsSeen() {
    server.loading = true;

    assertThat(seen(nodes.probe(target(""))).loading()).isTrue();
  }

  @Test
  void triesTheFormerPasswordAfterThePresentOne() {
    server.password = "former";

    assertThat(nodes.probe(target("present", "former"))).isInstanceOf(NodeSight.Seen.class);
    assertThat(nodes.probe(target("present", ""))).isInstanceOf(NodeSight.Seen.class);
  }

  @Test
  void noPasswordAmongTheKnownIsUnseenWithTheServersWords() {
    server.password = "another";

    assertThat(nodes.probe(target("present", "")))
        .isInstanceOfSatisfying(
            NodeSight.Unseen.class, unseen -> assertThat(unseen.why()).contains("NOAUTH"));
  }

  @Test
  void refusedConnectionIsUnseen() throws IOException {
    server.close();

    assertThat(nodes.probe(target(""))).isInstanceOf(NodeSight.Unseen.class);
  }

  @Test
  void ordersAreTheContractsWords() throws OrderFailed {
    nodes.assignMaster(target(""), 4);
    nodes.assignReplica(target(""), "demo-0.demo-nodes.ns.svc", 6379, 4);
    nodes.pauseWrites(target(""), 5000);

    assertThat(server.orders)
        .containsExactly(
            "REDWING ASSIGN MASTER 4",
            "REDWING ASSIGN REPLICA demo-0.demo-nodes.ns.svc 6379 4",
            "CLIENT PAUSE 5000 WRITE");
  }

  @Test
  void directiveIsSetAndReadBack() throws OrderFailed {
    assertThat(nodes.setDirective(target(""), "hz", "50")).isEqualTo("50");
  }

  @Test
  void refusalIsToldFromSilence() throws IOException {
    server.refusal = "STALETERM this node is in term 9, refused 4";
    assertThatThrownBy(() -> nodes.assignMaster(target(""), 4))
        .isInstanceOfSatisfying(OrderFailed.class, e -> assertThat(e.refused()).isTrue())
        .hasMessageContaining("STALETERM");

    server.close();
    assertThatThrownBy(() -> nodes.assignMaster(target(""), 4))
        .isInstanceOfSatisfying(OrderFailed.class, e -> assertThat(e.refused()).isFalse());
  }

  private NodeTarget target(String... passwords) {
    return new NodeTarget(
        "demo-1", "uid", "127.0.0.1", server.port(), List.of(passwords), Set.of("hz"));
  }

  private static NodeState seen(NodeSight sight) {
    assertThat(sight).isInstanceOf(NodeSight.Seen.class);
    return ((NodeSight.Seen) sight).state();
  }
}
