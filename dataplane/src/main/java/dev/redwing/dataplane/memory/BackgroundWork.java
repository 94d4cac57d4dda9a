package dev.redwing.dataplane.memory;

import java.util.function.BooleanSupplier;

/** Runs what may take long on another thread than the loop's. */
@FunctionalInterface
public interface BackgroundWork {
  /** {@code whenDone} hears on the loop what {@code work} has returned, false if it has failed. */
  void start(BooleanSupplier work, WhenDone whenDone);

  /** Hears of the end. */
  @FunctionalInterface
  interface WhenDone {
    void accept(boolean result);
  }
}
