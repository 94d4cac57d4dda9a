package dev.redwing.playground.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.redwing.playground.api.Json;
import dev.redwing.playground.cluster.ContainerState.Running;
import dev.redwing.playground.cluster.ContainerState.Terminated;
import dev.redwing.playground.cluster.ContainerState.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container: starts its process again and again as the restart policy says, with a back-off,
 * and probes it while it runs. One thread waits for the process, another probes.
 */
final class ContainerRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerRunner.class);
  // A kubelet waits 10 s at first and 5 min at most, which nobody watching wants to sit through.
  private static final Duration BACK_OFF_FIRST = Duration.ofMillis(500);
  private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(15);
  private static final int TERMINATION_MESSAGE_MAX = 2048;
  private static final Duration EAGER_PERIOD = Duration.ofMillis(200);
  private static final Duration BACK_OFF_FORGOTTEN_AFTER = Duration.ofSeconds(60);

  private final PodLauncher launcher;
  private final Processes processes;
  private final PodLauncher.Container container;
  private final String restartPolicy;
  private final String podIp;
  private final Path log;
  private final Supplier<String> now;
  private final Runnable changed;

  private ContainerState state = new Waiting("ContainerCreating", "");
  private @Nullable Terminated last;
  private int restartCount;
  private boolean started;
  private boolean ready;
  private boolean stopping;
  private @Nullable Process process;
  private @Nullable Thread thread;

  ContainerRunner(
      PodLauncher launcher,
      Processes processes,
      PodLauncher.Container container,
      String restartPolicy,
      String podIp,
      Path log,
      Supplier<String> now,
      Runnable changed) {
    this.launcher = launcher;
    this.processes = processes;
    this.container = container;
    this.restartPolicy = restartPolicy;
    this.podIp = podIp;
    this.log = log;
    this.now = now;
    this.changed = changed;
  }

  synchronized void start() {
    thread = Thread.ofVirtual().name("container " + log.getFileName()).start(this::run);
  }

  private void run() {
    Duration backOff = BACK_OFF_FIRST;
    try {
      while (true) {
        long startedAtNanos = System.nanoTime();
        int exitCode = runOnce();
        if (isStopping() || !restarts(exitCode)) {
          return;
        }
        Duration ran = Duration.ofNanos(System.nanoTime() - startedAtNanos);
        if (ran.compareTo(BACK_OFF_FORGOTTEN_AFTER) > 0) {
          backOff = BACK_OFF_FIRST;
        }
        if (backOff.compareTo(BACK_OFF_FIRST) > 0) {
          String message =
              "back-off %d ms restarting failed container".formatted(backOff.toMillis());
          become(new Waiting("CrashLoopBackOff", message));
        }
        Thread.sleep(backOff);
        Duration doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(BACK_OFF_LONGEST) > 0 ? BACK_OFF_LONGEST : doubled;
        countRestart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped between two runs
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("log", log).setCause(e).log("cannot start a container");
      become(new Waiting("RunContainerError", String.valueOf(e.getMessage())));
    }
  }

  private boolean restarts(int exitCode) {
    return switch (restartPolicy) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  private int runOnce() throws IOException, InterruptedException {
    PodLauncher.Command command = launcher.start(container);
    String startedAt = now.get();
    long logStart = Files.exists(log) ? Files.size(log) : 0;
    Process running;
    synchronized (this) {
      if (stopping) {
        return 0;
      }
      running =
          processes.start(
              command.words(), command.environment(), log.toFile(), container.directory());
      process = running;
      state = new Running(startedAt);
    }
    changed.run();
    Thread prober = Thread.ofVirtual().start(() -> probe(running));
    int exitCode = running.waitFor();
    prober.interrupt();
    prober.join();
    Terminated over =
        new Terminated(exitCode, startedAt, now.get(), terminationMessage(exitCode, logStart));
    synchronized (this) {
      state = over;
      last = over;
      ready = false;
      started = false;
    }
    changed.run();
    return exitCode;
  }

  /** As a kubelet falls back to the end of the log, where the container's spec asks for it. */
  private String terminationMessage(int exitCode, long logStart) throws IOException {
    boolean asked =
        container.spec().path("terminationMessagePolicy").asText().equals("FallbackToLogsOnError");
    if (exitCode == 0 || !asked || !Files.exists(log)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long written = file.length() - logStart;
      byte[] end = new byte[(int) Math.min(written, TERMINATION_MESSAGE_MAX)];
      file.seek(file.length() - end.length);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8);
    }
  }

  // ---- probes --------------------------------------------------------------------------------

  private Process exec(List<String> words) throws IOException {
    PodLauncher.Command command = launcher.exec(container, words);
    return processes.start(
        command.words(), command.environment(), new File("/dev/null"), container.directory());
  }

  private void probe(Process running) {
    Probe startup = Probe.of(container.spec(), "startupProbe", podIp, this::exec);
    Probe readiness = Probe.of(container.spec(), "readinessProbe", podIp, this::exec);
    Probe liveness = Probe.of(container.spec(), "livenessProbe", podIp, this::exec);
    try {
      if (startup != null && !waitUntilStarted(startup, running)) {
        return;
      }
      setStarted();
      Thread keepAlive = Thread.ofVirtual().start(() -> kill(running, liveness));
      try {
        follow(readiness, running);
      } finally {
        keepAlive.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the process is over
    }
  }

  /** Asks more often than the probe's period says, but gives up no earlier than it would. */
  private static boolean waitUntilStarted(Probe startup, Process running)
      throws InterruptedException {
    Thread.sleep(startup.initialDelay());
    long patienceNanos = startup.period().multipliedBy(startup.failureThreshold()).toNanos();
    long begin = System.nanoTime();
    while (running.isAlive()) {
      if (startup.succeeds()) {
        return true;
      }
      if (System.nanoTime() - begin > patienceNanos) {
        running.destroy();
        return false;
      }
      Thread.sleep(EAGER_PERIOD);
    }
    return false;
  }

  /** Readiness, until the process ends. Without a probe it is ready as soon as it runs. */
  private void follow(@Nullable Probe readiness, Process running) throws InterruptedException {
    if (readiness == null) {
      setReady(true);
      return;
    }
    Thread.sleep(readiness.initialDelay());
    int successes = 0;
    int failures = 0;
    while (running.isAlive()) {
      if (readiness.succeeds()) {
        successes++;
        failures = 0;
      } else {
        failures++;
        successes = 0;
      }
      if (successes >= readiness.successThreshold()) {
        setReady(true);
      } else if (failures >= readiness.failureThreshold()) {
        setReady(false);
      }
      // A kubelet probes more eagerly, too, as long as a container has not been ready.
      Thread.sleep(isReady() ? readiness.period() : EAGER_PERIOD);
    }
  }

  private static void kill(Process running, @Nullable Probe liveness) {
    if (liveness == null) {
      return;
    }
    try {
      Thread.sleep(liveness.initialDelay());
      for (int failures = 0; running.isAlive(); Thread.sleep(liveness.period())) {
        failures = liveness.succeeds() ? 0 : failures + 1;
        if (failures >= liveness.failureThreshold()) {
          running.destroy();
          if (!running.waitFor(30, TimeUnit.SECONDS)) {
            running.destroyForcibly();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the process is over
    }
  }

  // ---- state ---------------------------------------------------------------------------------

  private synchronized boolean isStopping() {
    return stopping;
  }

  synchronized boolean isReady() {
    return ready;
  }

  synchronized ContainerState state() {
    return state;
  }

  private void become(ContainerState next) {
    synchronized (this) {
      state = next;
    }
    changed.run();
  }

  private synchronized void countRestart() {
    restartCount++;
  }

  private void setStarted() {
    synchronized (this) {
      started = true;
    }
    changed.run();
  }

  private void setReady(boolean isReady) {
    synchronized (this) {
      if (ready == isReady) {
        return;
      }
      ready = isReady;
    }
    changed.run();
  }

  synchronized ObjectNode status() {
    String name = container.spec().path("name").asText();
    ObjectNode status = Json.object().put("name", name);
    status.put("image", container.image()).put("imageID", container.image());
    status.put("containerID", "playground://" + (process == null ? "" : process.pid()));
    status.put("restartCount", restartCount).put("ready", ready).put("started", started);
    status.set("state", state.toStatus());
    status.set("lastState", last == null ? Json.object() : last.toStatus());
    return status;
  }

  /** The process that runs now, if one does: tests kill it. */
  synchronized @Nullable Process process() {
    return process;
  }

  /** preStop, SIGTERM, and SIGKILL when the grace is over. Returns when the process is gone. */
  void stop(Duration grace) throws InterruptedException {
    Process running;
    Thread waiting;
    synchronized (this) {
      stopping = true;
      running = process;
      waiting = thread;
    }
    long deadline = System.nanoTime() + grace.toNanos();
    if (running != null && running.isAlive()) {
      if (grace.isPositive()) {
        preStop(grace);
        running.destroy();
        if (!running.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          LOG.atInfo().addKeyValue("log", log).log("killed: its grace period is over");
        }
      }
      running.destroyForcibly();
      running.waitFor();
    }
    if (waiting != null) {
      waiting.interrupt();
      waiting.join();
    }
  }

  private void preStop(Duration grace) throws InterruptedException {
    JsonNode hook = container.spec().path("lifecycle").path("preStop");
    if (hook.has("sleep")) {
      Thread.sleep(Duration.ofSeconds(hook.path("sleep").path("seconds").asLong()));
    } else if (hook.has("exec")) {
      List<String> words = new java.util.ArrayList<>();
      hook.path("exec").path("command").forEach(word -> words.add(word.asText()));
      try {
        Process process = exec(words);
        if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("log", log).setCause(e).log("a preStop hook failed");
      }
    }
  }
}
