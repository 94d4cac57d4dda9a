package dev.redwing.dataplane.config;

/** Kinds of clients that have an output buffer limit of their own. */
public enum ClientClass implements Choice {
  NORMAL("normal"),
  /** Replicas; Redis still prints the old word here. */
  REPLICA("slave"),
  /** Clients with a subscription. */
  PUBSUB("pubsub");

  private final String text;

  ClientClass(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
