package dev.redwing.bench;

import static dev.redwing.bench.Collections.FIRST_KEY;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** What is done to a big collection while others wait for their replies. */
enum Disturbance {
  deleted {
    @Override
    void run(Target target, Collections collection) throws IOException {
      ask(target, "DEL", FIRST_KEY);
    }
  },
  unlinked {
    @Override
    void run(Target target, Collections collection) throws IOException {
      ask(target, "UNLINK", FIRST_KEY);
    }
  },
  expired {
    @Override
    void run(Target target, Collections collection) throws IOException {
      long deadlineNanos = System.nanoTime() + TIMEOUT_NANOS;
      try (Connection connection = Connection.open(target.port())) {
        connection.demand("PEXPIRE", FIRST_KEY, "1");
        // DBSIZE expires nothing: the server does by itself, and then it is gone from there.
        while (!connection.ask("DBSIZE").equals(PROBED_KEY_ONLY)) {
          if (System.nanoTime() > deadlineNanos) {
            throw new IOException(target.name() + " has not expired a key");
          }
          Target.pause(POLL_MILLIS);
        }
      }
    }
  },
  renamed_over {
    @Override
    void run(Target target, Collections collection) throws IOException {
      ask(target, "SET", OTHER_KEY, "x");
      ask(target, "RENAME", OTHER_KEY, FIRST_KEY);
    }
  },
  /** Where elements have an order: those in the middle, or around it. */
  half_removed_by_range {
    @Override
    boolean suits(CollectionType type) {
      return !type.removeRange().isEmpty();
    }

    @Override
    void run(Target target, Collections collection) throws IOException {
      int quarter = collection.elements() / 4;
      String command = collection.type().removeRange();
      String last = Integer.toString(3 * quarter - 1);
      ask(target, command, FIRST_KEY, Integer.toString(quarter), last);
    }
  },
  /** Its elements are written for the first time while a snapshot is taken. */
  written_under_snapshot {
    @Override
    void run(Target target, Collections collection) throws IOException {
      SplittableRandom random = new SplittableRandom(collection.elements());
      try (Connection connection = Connection.open(target.port())) {
        String lastSave = lastSaveLongAgo(connection);
        long deadlineNanos = System.nanoTime() + TIMEOUT_NANOS;
        connection.demand("BGSAVE");
        int writes = 0;
        // LASTSAVE tells a success, and takes no time, unlike INFO.
        while (connection.ask("LASTSAVE").equals(lastSave)) {
          if (System.nanoTime() > deadlineNanos) {
            throw new IOException(target.name() + " has not finished a BGSAVE");
          }
          int number = random.nextInt(collection.elements());
          collection.type().change(connection, FIRST_KEY, number);
          writes++;
        }
        if (writes == 0) {
          throw new IOException(target.name() + ": the BGSAVE ended before a write");
        }
      }
    }
  };

  private static final String OTHER_KEY = "other";
  private static final String PROBED_KEY_ONLY = ":1";
  private static final int POLL_MILLIS = 5;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  boolean suits(CollectionType type) {
    return true;
  }

  /** Does it to the collection; what it leaves to be freed may be freed later. */
  abstract void run(Target target, Collections collection) throws IOException;

  /** What LASTSAVE says, as soon as another second has begun: the next save is seen by it. */
  private static String lastSaveLongAgo(Connection connection) throws IOException {
    String reply = connection.ask("LASTSAVE");
    long seconds = Long.parseLong(reply.substring(1));
    while (System.currentTimeMillis() / 1000 <= seconds) {
      Target.pause(POLL_MILLIS);
    }
    return reply;
  }

  private static void ask(Target target, String... words) throws IOException {
    try (Connection connection = Connection.open(target.port())) {
      connection.demand(words);
    }
  }

  @Override
  public String toString() {
    return name().replace('_', ' ');
  }
}
