package dev.redwing.dataplane.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All connected clients, oldest first. */
public final class ClientRegistry {
  private final Map<Long, Client> clients = new LinkedHashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private long lastId;

  /** Hears of clients that come and go. */
  public interface Listener {
    default void added(Client client) {}

    /** The client is gone: whoever keeps something of it lets go. */
    void removed(Client client);

    /** RESET: the client's state is to be that of a new connection. */
    default void reset(Client client) {}
  }

  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  /** An id that no client had before. */
  public long nextId() {
    lastId++;
    return lastId;
  }

  public void add(Client client) {
    clients.put(client.id(), client);
    for (Listener listener : listeners) {
      listener.added(client);
    }
  }

  public void remove(Client client) {
    if (clients.remove(client.id()) != null) {
      for (Listener listener : listeners) {
        listener.removed(client);
      }
    }
  }

  /** Lets every part forget what it keeps of {@code client}, which stays. */
  public void reset(Client client) {
    for (Listener listener : listeners) {
      listener.reset(client);
    }
  }

  public @Nullable Client byId(long id) {
    return clients.get(id);
  }

  public int count() {
    return clients.size();
  }

  /** Oldest first; copy it before adding or removing while walking. */
  public Collection<Client> all() {
    return Collections.unmodifiableCollection(clients.values());
  }
}
