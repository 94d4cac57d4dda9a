package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Timers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CLIENT PAUSE: commands, or only those that may write, wait until a time. A command that waits is
 * left in its client's request buffer; when the pause ends the client reads on.
 */
public final class Pause implements ClientRegistry.Listener {
  private final Clock clock;
  private final Timers timers;
  private final Set<Client> waiting = new LinkedHashSet<>();
  private Timers.@Nullable Timer timer;
  private Kind kind = Kind.NONE;
  private long endMillis;

  /** What is held back. */
  public enum Kind {
    NONE,
    /** Commands that may write or replicate. */
    WRITE,
    ALL
  }

  public Pause(Clock clock, Timers timers) {
    this.clock = clock;
    this.timers = timers;
  }

  public Kind kind() {
    return kind;
  }

  /** Holds commands back for {@code millis}; a longer or stronger pause that is on stays. */
  public void pause(Kind newKind, long millis) {
    long now = clock.wallMillis();
    long newEnd = now > Long.MAX_VALUE - millis ? Long.MAX_VALUE : now + millis;
    endMillis = kind == Kind.NONE ? newEnd : Math.max(endMillis, newEnd);
    if (newKind.compareTo(kind) > 0) {
      kind = newKind;
    }
    if (timer != null) {
      timer.cancel();
    }
    timer = timers.after(Math.max(0, endMillis - now), this::end);
  }

  /** Ends the pause now. */
  public void end() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    kind = Kind.NONE;
    List<Client> resumed = new ArrayList<>(waiting);
    waiting.clear();
    for (Client client : resumed) {
      client.clear(ClientFlag.PAUSED);
      client.connection().resumeLater();
    }
  }

  /** Whether a command waits that, or that does not, perhaps write. */
  boolean holds(boolean mayWrite) {
    return kind == Kind.ALL || (kind == Kind.WRITE && mayWrite);
  }

  void hold(Client client) {
    client.set(ClientFlag.PAUSED);
    waiting.add(client);
  }

  @Override
  public void removed(Client client) {
    waiting.remove(client);
  }
}
