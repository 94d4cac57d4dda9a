package dev.redwing.playground.cluster;

import java.util.List;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs all controllers, one after another, whenever something changed since they last ran. */
final class ControlLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private final List<Controller> controllers;
  private final Semaphore changes = new Semaphore(1);
  private final Thread thread;

  ControlLoop(List<Controller> controllers) {
    this.controllers = List.copyOf(controllers);
    this.thread = Thread.ofPlatform().name("controllers").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes note that something changed; returns at once. */
  void wake() {
    changes.release();
  }

  private void run() {
    try {
      while (true) {
        changes.acquire();
        changes.drainPermits();
        controllers.forEach(ControlLoop::sync);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private static void sync(Controller controller) {
    try {
      controller.sync();
    } catch (RuntimeException e) {
      // An object that went away between look and touch: its removal has woken the loop again.
      LOG.atDebug().setCause(e).log("a controller starts over");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
