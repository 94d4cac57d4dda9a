package dev.redwing.operator.observe;

import dev.redwing.operator.config.ClusterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * The latest sighting of every pod. The reconciler says whom to look at, the timer makes the board
 * look; this is the one place the two threads meet.
 */
public final class ProbeBoard implements AutoCloseable {
  private final NodeProbe probe;
  private final LongSupplier clockMillis;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<ClusterId, List<NodeTarget>> targets = new ConcurrentHashMap<>();
  private final Map<ClusterId, Map<String, Sighting>> sightings = new ConcurrentHashMap<>();

  public ProbeBoard(NodeProbe probe, LongSupplier clockMillis) {
    this.probe = probe;
    this.clockMillis = clockMillis;
  }

  public void watch(ClusterId cluster, List<NodeTarget> pods) {
    targets.put(cluster, List.copyOf(pods));
  }

  public void forget(ClusterId cluster) {
    targets.remove(cluster);
    sightings.remove(cluster);
  }

  /** The latest sightings by pod name. A recreated pod's former ones do not count. */
  public Map<String, Sighting> sightings(ClusterId cluster) {
    return sightings.getOrDefault(cluster, Map.of());
  }

  /** Probes all pods of a resource at once; returns when each answered or ran out of time. */
  public void look(ClusterId cluster) {
    List<NodeTarget> pods = targets.getOrDefault(cluster, List.of());
    Map<String, Sighting> seen = new ConcurrentHashMap<>();
    List<Future<?>> running = new ArrayList<>();
    for (NodeTarget pod : pods) {
      running.add(
          threads.submit(
              () -> {
                long askedAt = clockMillis.getAsLong();
                seen.put(pod.pod(), new Sighting(pod.podUid(), askedAt, probe.probe(pod)));
              }));
    }
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException e) {
        throw new IllegalStateException("a probe must not throw", e.getCause());
      }
    }
    if (targets.containsKey(cluster)) {
      sightings.put(cluster, Map.copyOf(seen));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
