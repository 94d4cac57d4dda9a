package dev.redwing.operator.act;

import dev.redwing.operator.observe.NodeTarget;

/** Orders to a server. Each ends within its time limit. */
public interface NodeOrders {
  /** A server refused an order or did not answer it. */
  final class OrderFailed extends Exception {
    private final boolean refused;

    public OrderFailed(String message, boolean refused) {
      super(message);
      this.refused = refused;
    }

    /** Whether the server said no, as opposed to nothing. */
    public boolean refused() {
      return refused;
    }
  }

  void assignMaster(NodeTarget node, long term) throws OrderFailed;

  void assignReplica(NodeTarget node, String masterHost, int masterPort, long term)
      throws OrderFailed;

  void pauseWrites(NodeTarget node, long millis) throws OrderFailed;

  /** Sets a directive and returns how the server prints the value now. */
  String setDirective(NodeTarget node, String name, String value) throws OrderFailed;
}
