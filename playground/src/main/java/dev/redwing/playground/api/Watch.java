package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Store.Change;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends one client the changes of one type, as long as it listens. */
final class Watch {
  private static final Duration LONGEST = Duration.ofMinutes(30);
  private static final Duration BOOKMARK_PERIOD = Duration.ofSeconds(20);

  private final Store store;
  private final ResourceType type;
  private final String namespace;
  private final Predicate<JsonNode> selector;
  private final boolean bookmarks;
  private final OutputStream out;

  Watch(
      Store store,
      ResourceType type,
      String namespace,
      Predicate<JsonNode> selector,
      boolean bookmarks,
      OutputStream out) {
    this.store = store;
    this.type = type;
    this.namespace = namespace;
    this.selector = selector;
    this.bookmarks = bookmarks;
    this.out = out;
  }

  /** Runs until the client is gone, its time is over, or it is interrupted. */
  void run(String fromVersion, boolean initialEvents, long timeoutSeconds)
      throws IOException, InterruptedException {
    BlockingQueue<Change> changes = begin(fromVersion, initialEvents);
    if (changes == null) {
      ObjectNode expired = ApiException.expired(Long.parseLong(fromVersion)).status();
      send("ERROR", expired);
      return;
    }
    try {
      Duration limit = timeoutSeconds > 0 ? Duration.ofSeconds(timeoutSeconds) : LONGEST;
      long deadline = System.nanoTime() + limit.toNanos();
      while (System.nanoTime() < deadline) {
        long left = Math.min(deadline - System.nanoTime(), BOOKMARK_PERIOD.toNanos());
        Change change = changes.poll(left, TimeUnit.NANOSECONDS);
        if (change == null) {
          bookmark(store.version(), false);
        } else if (change.type().id().equals(type.id()) && isHere(change.object())) {
          tell(change);
        }
      }
    } finally {
      store.unwatch(changes);
    }
  }

  private record Start(List<ObjectNode> present, long version, BlockingQueue<Change> changes) {}

  /** From a version on, or from the present state, which is then told first. */
  private @Nullable BlockingQueue<Change> begin(String fromVersion, boolean initialEvents)
      throws IOException {
    boolean fromNow = fromVersion.isEmpty() || fromVersion.equals("0") || initialEvents;
    if (!fromNow) {
      return store.watch(Long.parseLong(fromVersion));
    }
    Start start =
        store.atomically(
            () -> {
              BlockingQueue<Change> changes = store.watch(store.version());
              if (changes == null) {
                throw new IllegalStateException("the present is never too old");
              }
              return new Start(store.list(type, namespace), store.version(), changes);
            });
    for (ObjectNode object : start.present()) {
      if (selector.test(object)) {
        send("ADDED", object);
      }
    }
    if (initialEvents) {
      bookmark(start.version(), true);
    }
    return start.changes();
  }

  private boolean isHere(ObjectNode object) {
    return namespace.isEmpty() || Json.namespace(object).equals(namespace);
  }

  /** An object that comes into or leaves the selection is told as made or deleted. */
  private void tell(Change change) throws IOException {
    boolean before = change.previous() != null && selector.test(change.previous());
    boolean after = !change.deleted() && selector.test(change.object());
    if (before && after) {
      send("MODIFIED", change.object());
    } else if (after) {
      send("ADDED", change.object());
    } else if (before) {
      send("DELETED", change.object());
    }
  }

  private void bookmark(long version, boolean endsInitialEvents) throws IOException {
    if (!bookmarks && !endsInitialEvents) {
      return;
    }
    ObjectNode object = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
    ObjectNode metadata = object.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(version)).putNull("creationTimestamp");
    if (endsInitialEvents) {
      metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
    }
    send("BOOKMARK", object);
  }

  private void send(String event, ObjectNode object) throws IOException {
    ObjectNode line = Json.object().put("type", event);
    line.set("object", object);
    out.write(Json.bytes(line));
    out.write('\n');
    out.flush();
  }
}
