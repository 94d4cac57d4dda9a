package dev.redwing.dataplane.server;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.env.SystemClock;

/** The outside as the server gets it, but for threads and sockets, which are the loop's. */
public record Environment(Clock clock, RandomSource random, FileStore files) {
  public static Environment real() {
    return new Environment(new SystemClock(), SplitMixRandom.fromSystem(), new DiskFiles());
  }
}
