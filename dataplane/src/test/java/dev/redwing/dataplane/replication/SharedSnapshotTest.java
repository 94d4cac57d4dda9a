package dev.redwing.dataplane.replication;

import static dev.redwing.dataplane.replication.Replicas.assertSameData;
import static dev.redwing.dataplane.replication.Replicas.await;
import static dev.redwing.dataplane.replication.Replicas.awaitSame;
import static dev.redwing.dataplane.replication.Replicas.call;
import static dev.redwing.dataplane.replication.Replicas.field;
import static dev.redwing.dataplane.replication.Replicas.follow;
import static dev.redwing.dataplane.replication.Replicas.stat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.server.Environment;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One snapshot for all that need one at the time. */
class SharedSnapshotTest {
  @Test
  void whoComesWhileTheFileIsWrittenSharesIt(@TempDir Path directory) {
    threeShareAFile(Product.OURS, directory);
  }

  static void threeShareAFile(Product kind, Path directory) {
    long seed = ThreadLocalRandom.current().nextLong();
    CountDownLatch gate = new CountDownLatch(1);
    try (RunningServer master = slowMaster(kind, directory, gate);
        RunningServer first = Product.OURS.start();
        // Redis 7.0 does not read the RDB of Valkey 8.
        RunningServer second = kind == Product.VALKEY ? kind.start() : Product.REDIS.start();
        RunningServer third = Product.VALKEY.start()) {
      Replicas.fill(master, 500);
      try (WriteLoad load = WriteLoad.start(master, 2, seed)) {
        load.awaitMore(200);
        follow(first, master);
        await("the save", () -> field(master, "slave0").contains("state=wait_bgsave"));
        load.awaitMore(200);
        follow(second, master);
        await("the second", () -> field(master, "slave1").contains("state=wait_bgsave"));
        load.awaitMore(200);
        follow(third, master);
        await("the third", () -> field(master, "slave2").contains("state=wait_bgsave"));
        load.awaitMore(200);
        gate.countDown();
        Replicas.awaitUp(third);
        load.awaitMore(200);
      }
      WriteLoad.awaitShortLivesOver(master);
      for (RunningServer replica : new RunningServer[] {first, second, third}) {
        awaitSame(master, replica);
        assertSameData(master, replica, "seed " + seed);
      }
      assertThat(stat(master, "total_forks")).isEqualTo(1);
      assertThat(stat(master, "sync_full")).isEqualTo(3);
    }
  }

  /** A save takes until the gate opens; with the references, a second. */
  private static RunningServer slowMaster(Product kind, Path directory, CountDownLatch gate) {
    if (kind != Product.OURS) {
      return kind.start("--repl-diskless-sync", "no", "--rdb-key-save-delay", "1500");
    }
    Environment real = Environment.real();
    FileStore disk = new DiskFiles();
    FileStore gated =
        (FileStore)
            Proxy.newProxyInstance(
                FileStore.class.getClassLoader(),
                new Class<?>[] {FileStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("rename")) {
                    gate.await();
                  }
                  try {
                    return method.invoke(disk, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return TestServer.start(
        directory,
        new Environment(real.clock(), real.random(), gated),
        "--repl-diskless-sync",
        "no");
  }

  @Test
  void twoThatComeTogetherShareADisklessSync() {
    try (RunningServer master =
            TestServer.start(
                "--repl-diskless-sync-delay", "60", "--repl-diskless-sync-max-replicas", "2");
        RunningServer first = Product.OURS.start();
        RunningServer second = Product.REDIS.start()) {
      call(master, "SET", "key", "value");
      follow(first, master);
      await("the first waits", () -> field(master, "slave0").contains("state=wait_bgsave"));
      assertThat(stat(master, "total_forks")).isZero();

      follow(second, master);

      awaitSame(master, first);
      awaitSame(master, second);
      assertThat(stat(master, "total_forks")).isEqualTo(1);
      assertSameData(master, second, "second");
      assertSameData(master, first, "first");
    }
  }

  @Test
  void theDelayStartsASyncForOneAlone() {
    try (RunningServer master = TestServer.start("--repl-diskless-sync-delay", "1");
        RunningServer replica = Product.OURS.start()) {
      follow(replica, master);

      awaitSame(master, replica);

      assertThat(stat(master, "total_forks")).isEqualTo(1);
    }
  }
}
