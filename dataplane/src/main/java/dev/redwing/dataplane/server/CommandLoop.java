package dev.redwing.dataplane.server;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Blocking;
import dev.redwing.dataplane.command.Dispatcher;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.net.RequestHandler;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.RequestBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of the loop: connections' requests go through the dispatcher; at the end of the turn
 * their effects go to the append-only file and the replicas, then waiting clients are looked after,
 * and only then, in {@code net}, do the replies leave.
 */
final class CommandLoop implements RequestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);

  private final Config config;
  private final Clock clock;
  private final Keyspace keyspace;
  private final Dispatcher dispatcher;
  private final EffectStream effects;
  private final Blocking blocking;
  private final List<Runnable> beforeUnblocking = new ArrayList<>();
  private final List<Consumer<Client>> emptyLineListeners = new ArrayList<>();

  CommandLoop(
      Config config,
      Clock clock,
      Keyspace keyspace,
      Dispatcher dispatcher,
      EffectStream effects,
      Blocking blocking) {
    this.config = config;
    this.clock = clock;
    this.keyspace = keyspace;
    this.dispatcher = dispatcher;
    this.effects = effects;
    this.blocking = blocking;
  }

  /**
   * Adds what runs at a turn's end after the effects went to their sinks, in the order of adding:
   * an fsync first, then what makes them known to others.
   */
  void addBeforeUnblocking(Runnable hook) {
    beforeUnblocking.add(hook);
  }

  void addEmptyLineListener(Consumer<Client> listener) {
    emptyLineListeners.add(listener);
  }

  @Override
  public void connected(Client client) {
    if (!config.requirepass().isEmpty()) {
      client.requireAuthentication();
    }
  }

  @Override
  public void disconnected(Client client) {
    // Whoever keeps something of a client listens to ClientRegistry.
  }

  @Override
  public int run(Client client, RequestBatch batch) {
    return dispatcher.execute(client, batch);
  }

  @Override
  public void emptyLine(Client client) {
    for (Consumer<Client> listener : emptyLineListeners) {
      listener.accept(client);
    }
  }

  @Override
  public void protocolError(Client client, String error) {
    LOG.atDebug().addKeyValue("client", client).log("Protocol error from client: {}", error);
  }

  /** The end of a turn, but for the flushing of replies. */
  void endTurn() {
    keyspace.tick(clock.wallMillis());
    do {
      effects.endTurn();
      for (int i = 0; i < beforeUnblocking.size(); i++) {
        beforeUnblocking.get(i).run();
      }
      blocking.endTurn();
      // What unblocked clients have changed: BRPOPLPUSH and its like write when they wake.
    } while (effects.pendingBytes() > 0);
  }

  /** Closes clients that were idle for longer than {@code timeout}; each second. */
  void closeIdle(ClientRegistry clients, long nowMillis) {
    long timeoutMillis = config.timeoutSeconds() * 1000L;
    if (timeoutMillis == 0) {
      return;
    }
    for (Client client : clients.all()) {
      if (nowMillis - client.lastInteractionMillis() > timeoutMillis
          && !client.is(ClientFlag.REPLICA)
          && !client.is(ClientFlag.MASTER)
          && !client.is(ClientFlag.BLOCKED)
          && !client.is(ClientFlag.PUBSUB)) {
        LOG.atDebug().addKeyValue("client", client).log("Closing idle client");
        client.close();
      }
    }
  }
}
