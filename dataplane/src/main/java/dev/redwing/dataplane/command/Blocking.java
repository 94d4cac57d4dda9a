package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.env.Timers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose command waits for something: their further requests stay unread until it has come,
 * or the time is over.
 */
public final class Blocking implements ClientRegistry.Listener {
  /** Waits for ever. */
  public static final long NO_TIMEOUT = 0;

  private final Timers timers;
  private final Map<Client, Parked> parked = new LinkedHashMap<>();

  /** What a client waits for. */
  public interface Condition {
    /** When it has come, writes the reply and returns true. Asked at the end of every turn. */
    boolean tryFinish(Client client);

    /** Writes the reply of a client that has waited long enough. */
    void timedOut(Client client);

    /** The client is gone. */
    default void abandoned(Client client) {}
  }

  private record Parked(Condition condition, Timers.@Nullable Timer timer) {}

  public Blocking(Timers timers) {
    this.timers = timers;
  }

  /** Lets {@code client} wait; to be called by its command's handler, which replies nothing. */
  public void park(Client client, long timeoutMillis, Condition condition) {
    Timers.Timer timer =
        timeoutMillis == NO_TIMEOUT ? null : timers.after(timeoutMillis, () -> timeOut(client));
    parked.put(client, new Parked(condition, timer));
    client.set(ClientFlag.BLOCKED);
  }

  /** Asks every waiting client's condition; near the end of a turn. */
  public void endTurn() {
    if (parked.isEmpty()) {
      return;
    }
    List<Client> clients = new ArrayList<>(parked.keySet());
    for (Client client : clients) {
      Parked waiting = parked.get(client);
      if (waiting != null && waiting.condition().tryFinish(client)) {
        resume(client);
      }
    }
  }

  private void timeOut(Client client) {
    Parked waiting = parked.get(client);
    if (waiting != null) {
      waiting.condition().timedOut(client);
      resume(client);
    }
  }

  /**
   * Ends the waiting as if the time were over, or with {@code error} as the reply: CLIENT UNBLOCK,
   * a change of role. False when the client does not wait.
   */
  public boolean unblock(Client client, @Nullable String error) {
    Parked waiting = parked.get(client);
    if (waiting == null) {
      return false;
    }
    if (error == null) {
      waiting.condition().timedOut(client);
    } else {
      client.reply().error(error);
      waiting.condition().abandoned(client);
    }
    resume(client);
    return true;
  }

  private void resume(Client client) {
    Parked waiting = parked.remove(client);
    if (waiting != null && waiting.timer() != null) {
      waiting.timer().cancel();
    }
    client.clear(ClientFlag.BLOCKED);
    client.connection().flushLater();
    client.connection().resumeLater();
  }

  /** How many clients wait. */
  public int count() {
    return parked.size();
  }

  @Override
  public void removed(Client client) {
    Parked waiting = parked.remove(client);
    if (waiting != null) {
      if (waiting.timer() != null) {
        waiting.timer().cancel();
      }
      waiting.condition().abandoned(client);
    }
  }
}
