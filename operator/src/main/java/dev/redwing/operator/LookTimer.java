package dev.redwing.operator;

import dev.redwing.crds.Redwing;
import dev.redwing.operator.config.ClusterId;
import dev.redwing.operator.config.SpecSettler;
import dev.redwing.operator.observe.ProbeBoard;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every resource's servers each second and starts a pass with what was seen. */
final class LookTimer extends AbstractEventSource<Void, Redwing>
    implements ResourceEventAware<Redwing> {
  private static final Logger LOG = LoggerFactory.getLogger(LookTimer.class);

  /** After an order, its effect is looked for this soon. */
  private static final long SOON_MILLIS = 100;

  private final ProbeBoard board;
  private final Duration interval;
  private final Consumer<ClusterId> onDeleted;
  private final Map<ClusterId, AtomicBoolean> looking = new ConcurrentHashMap<>();
  private @Nullable ScheduledExecutorService scheduler;
  private @Nullable Future<?> rhythm;
  private @Nullable Future<?> extraLook;

  LookTimer(ProbeBoard board, Duration interval, Consumer<ClusterId> onDeleted) {
    super(Void.class, "servers");
    this.board = board;
    this.interval = interval;
    this.onDeleted = onDeleted;
  }

  @Override
  public synchronized void start() {
    if (scheduler == null) {
      super.start();
      scheduler =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("redwing-look-timer").factory());
      long millis = interval.toMillis();
      rhythm =
          scheduler.scheduleAtFixedRate(this::lookAtAll, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized void stop() {
    if (scheduler != null) {
      for (Future<?> each : new Future<?>[] {rhythm, extraLook}) {
        if (each != null) {
          each.cancel(false);
        }
      }
      scheduler.shutdownNow();
      scheduler = null;
      super.stop();
    }
  }

  @Override
  public void onResourceCreated(Redwing resource) {
    looking.putIfAbsent(SpecSettler.idOf(resource), new AtomicBoolean());
  }

  @Override
  public void onResourceUpdated(Redwing resource, Redwing former) {
    onResourceCreated(resource);
  }

  @Override
  public void onResourceDeleted(Redwing resource) {
    ClusterId id = SpecSettler.idOf(resource);
    looking.remove(id);
    onDeleted.accept(id);
  }

  @Override
  public Set<Void> getSecondaryResources(Redwing primary) {
    return Set.of();
  }

  /** Looks at one resource shortly, beside the regular rhythm. */
  synchronized void lookSoon(ClusterId id) {
    if (scheduler != null) {
      extraLook = scheduler.schedule(() -> look(id), SOON_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAtAll() {
    looking.keySet().forEach(this::look);
  }

  /** One look at a resource at a time: a slow one is not overtaken by the next. */
  private void look(ClusterId id) {
    AtomicBoolean busy = looking.get(id);
    if (busy != null && busy.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("redwing-look-" + id)
          .start(
              () -> {
                try {
                  board.look(id);
                  getEventHandler()
                      .handleEvent(new Event(new ResourceID(id.name(), id.namespace())));
                } catch (RuntimeException e) {
                  LOG.atWarn().addKeyValue("resource", id).log("look failed: {}", e.toString());
                } finally {
                  busy.set(false);
                }
              });
    }
  }
}
