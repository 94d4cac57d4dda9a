package dev.redwing.dataplane.config;

/** The limits of all kinds of clients. */
record OutputBufferLimits(
    OutputBufferLimit normal, OutputBufferLimit replica, OutputBufferLimit pubsub) {

  OutputBufferLimit of(ClientClass clientClass) {
    return switch (clientClass) {
      case NORMAL -> normal;
      case REPLICA -> replica;
      case PUBSUB -> pubsub;
    };
  }

  OutputBufferLimits with(ClientClass clientClass, OutputBufferLimit limit) {
    return switch (clientClass) {
      case NORMAL -> new OutputBufferLimits(limit, replica, pubsub);
      case REPLICA -> new OutputBufferLimits(normal, limit, pubsub);
      case PUBSUB -> new OutputBufferLimits(normal, replica, limit);
    };
  }
}
