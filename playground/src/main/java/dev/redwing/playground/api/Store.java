package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every object, the counter that numbers their changes, and the last changes for those who watch.
 * Stored objects are never changed in place. All access is behind the store's own monitor; {@link
 * #atomically} lets a reader decide and write in one step.
 */
final class Store {
  /** How many changes a watcher may be behind before it has to list again. */
  private static final int HISTORY_LIMIT = 10_000;

  /** What happened to one object; previous is null when it was made. */
  record Change(
      long version,
      ResourceType type,
      @Nullable ObjectNode previous,
      ObjectNode object,
      boolean deleted) {}

  private final Map<String, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
  private final Deque<Change> history = new ArrayDeque<>();
  private final List<BlockingQueue<Change>> watchers = new CopyOnWriteArrayList<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long version = 1;

  synchronized <T extends @Nullable Object> T atomically(Supplier<T> step) {
    return step.get();
  }

  synchronized long version() {
    return version;
  }

  synchronized @Nullable ObjectNode get(ResourceType type, String namespace, String name) {
    return of(type).get(namespace + "/" + name);
  }

  synchronized List<ObjectNode> list(ResourceType type, String namespace) {
    if (namespace.isEmpty()) {
      return List.copyOf(of(type).values());
    }
    return List.copyOf(of(type).subMap(namespace + "/", namespace + "0").values());
  }

  /** Stores the object under a new resource version, which is written into it. */
  synchronized ObjectNode put(ResourceType type, ObjectNode object) {
    version++;
    Json.child(object, "metadata").put("resourceVersion", Long.toString(version));
    ObjectNode previous = of(type).put(key(object), object);
    announce(new Change(version, type, previous, object, false));
    return object;
  }

  synchronized void remove(ResourceType type, ObjectNode object) {
    ObjectNode previous = of(type).remove(key(object));
    if (previous == null) {
      return;
    }
    version++;
    ObjectNode last = previous.deepCopy();
    Json.child(last, "metadata").put("resourceVersion", Long.toString(version));
    announce(new Change(version, type, previous, last, true));
  }

  /** Changes after that version, then those to come. Null when that is too long ago. */
  synchronized @Nullable BlockingQueue<Change> watch(long afterVersion) {
    if (!history.isEmpty()
        && history.getFirst().version() > afterVersion + 1
        && history.size() >= HISTORY_LIMIT) {
      return null;
    }
    BlockingQueue<Change> queue = new LinkedBlockingQueue<>();
    for (Change change : history) {
      if (change.version() > afterVersion) {
        queue.add(change);
      }
    }
    watchers.add(queue);
    return queue;
  }

  void unwatch(BlockingQueue<Change> queue) {
    watchers.remove(queue);
  }

  /** Called after every change, within the lock: it must only take note. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void announce(Change change) {
    history.addLast(change);
    if (history.size() > HISTORY_LIMIT) {
      history.removeFirst();
    }
    watchers.forEach(queue -> queue.add(change));
    listeners.forEach(Runnable::run);
  }

  private NavigableMap<String, ObjectNode> of(ResourceType type) {
    return objects.computeIfAbsent(type.id(), id -> new TreeMap<>());
  }

  private static String key(ObjectNode object) {
    return Json.namespace(object) + "/" + Json.name(object);
  }

  synchronized List<ObjectNode> everything() {
    List<ObjectNode> all = new ArrayList<>();
    objects.values().forEach(byKey -> all.addAll(byKey.values()));
    return all;
  }
}
