package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static dev.redwing.dataplane.replication.Replicas.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.env.SystemClock;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the clock of the machines, which says nothing of how long anything has taken. */
class ClockJumpTest {
  private final JumpingClock clock = new JumpingClock();
  private final Environment environment =
      new Environment(clock, SplitMixRandom.fromSystem(), new DiskFiles());

  private static final class JumpingClock implements Clock {
    private final SystemClock system = new SystemClock();
    private volatile long aheadMillis;

    @Override
    public long wallMillis() {
      return system.wallMillis() + aheadMillis;
    }

    @Override
    public long wallMicros() {
      return system.wallMicros() + aheadMillis * 1000;
    }

    @Override
    public long nanoTime() {
      return system.nanoTime();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void linksStayUpAndTheMasterGoesOnTakingWrites(
      int days, @TempDir Path masterDirectory, @TempDir Path replicaDirectory) {
    try (TestServer master =
            TestServer.start(masterDirectory, environment, "--repl-ping-replica-period", "1");
        TestServer replica = TestServer.start(replicaDirectory, environment)) {
      text(master, "SET", "short", "value", "EX", "3600");
      text(master, "SET", "long", "value", "EX", "864000");
      follow(replica, master);
      awaitSame(master, replica);
      text(master, "CONFIG", "SET", "min-replicas-to-write", "1");
      await("a good replica", () -> text(master, "SET", "key", "before").equals("OK"));

      clock.aheadMillis = Duration.ofDays(days).toMillis();

      assertThat(text(master, "SET", "key", "behind")).isEqualTo("OK");
      awaitPings(master, 2);
      assertThat(field(master, "connected_slaves")).isEqualTo("1");
      assertThat(field(replica, "master_link_status")).isEqualTo("up");
      assertThat(stat(master, "sync_full")).isEqualTo(1);
      assertThat(stat(master, "sync_partial_ok")).isZero();
      awaitSame(master, replica);
      // An expiry is a date, as in Redis.
      assertThat(text(master, "EXISTS", "short")).isEqualTo(days > 0 ? "0" : "1");
      assertThat(text(replica, "GET", "long")).isEqualTo("value");
      assertThat(text(replica, "GET", "key")).isEqualTo("behind");
    }
  }

  /** The master's housekeeping, which would drop a replica, sends these. */
  private static void awaitPings(TestServer master, int pings) {
    for (int i = 0; i < pings; i++) {
      long before = Long.parseLong(field(master, "master_repl_offset"));
      await("a ping", () -> Long.parseLong(field(master, "master_repl_offset")) > before);
    }
  }
}
