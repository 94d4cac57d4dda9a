package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.config.RedisReference;
import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.env.FaultyFiles;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.rdb.TestStore.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.RestoreParams;

final class RdbWriterTest {
  private static final RdbAux AUX =
      new RdbAux(
          "7.2.0",
          1_800_000_000,
          123_456_789,
          new ReplicationPosition(3, "a".repeat(40), 42),
          false);

  @TempDir private Path directory;
  private final TestStore store = new TestStore();
  private final ManualClock clock = new ManualClock(1_800_000_000_000L);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource({"true,true,NONE", "false,true,IDLE_SECONDS", "true,false,FREQUENCY"})
  void whatIsWrittenComesBack(boolean compress, boolean checksum, AccessInfo access)
      throws Exception {
    System.out.println("RdbWriterTest seed " + seed);
    fill(3000);
    Map<String, Value> contents = store.contents();

    Path file = write(new DiskFiles(), new RdbWriter.Options(compress, checksum, access, 0));
    RdbLoader loader = reload(file);

    assertThat(store.contents()).isEqualTo(contents);
    assertThat(loader.position()).isEqualTo(AUX.position());
    assertThat(loader.loadedBytes()).isEqualTo(Files.size(file));
  }

  @Test
  void aSnapshotIsExactWhileTheKeysChange() throws Exception {
    fill(2000);
    Map<String, Value> contents = store.contents();
    KeyspaceSnapshot snapshot = store.keyspace().openSnapshot();
    Path file = directory.resolve("dump.rdb");
    fill(1000);
    store.keyspace().database(0).flush(false);
    int[] reports = new int[1];

    RdbFile.write(
        new DiskFiles(),
        file,
        directory.resolve("temp"),
        snapshot,
        AUX,
        new RdbWriter.Options(true, true, AccessInfo.NONE, 0),
        true,
        keys -> reports[0]++,
        BackgroundJobs.Step::run);
    snapshot.close();
    reload(file);

    assertThat(store.contents()).isEqualTo(contents);
    assertThat(reports[0]).isPositive();
  }

  @Test
  void redisServerLoadsIt() throws Exception {
    System.out.println("RdbWriterTest seed " + seed);
    fill(2000);
    Map<String, Value> contents = store.contents();
    write(new DiskFiles(), new RdbWriter.Options(true, true, AccessInfo.NONE, 0));

    try (RedisReference redis =
        RedisReference.start(directory, "--save", "", "--dbfilename", "dump.rdb")) {
      Jedis client = redis.client();
      long keys = 0;
      for (int database = 0; database < 16; database++) {
        client.select(database);
        keys += client.dbSize();
      }
      assertThat(keys).isEqualTo(contents.size());
      for (Map.Entry<String, Value> entry : contents.entrySet()) {
        int colon = entry.getKey().indexOf(':');
        client.select(Integer.parseInt(entry.getKey().substring(0, colon)));
        byte[] key = bytes(entry.getKey().substring(colon + 1));
        assertThat(client.get(key)).as(entry.getKey()).isEqualTo(bytes(entry.getValue().bytes()));
        assertThat(client.pexpireTime(key)).isEqualTo(entry.getValue().expireAtMillis());
      }
    }
  }

  @Test
  void dumpAndRestoreAreRedisServersOwn() throws Exception {
    System.out.println("RdbWriterTest seed " + seed);
    fill(300);
    try (RedisReference redis = RedisReference.start(directory, "--save", "");
        DumpPayload payload = new DumpPayload(store.keyspace())) {
      store
          .keyspace()
          .present()
          .forEach(
              0,
              address -> {
                try {
                  payload.write(address, true);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                byte[] bytes = NativeMemory.toBytes(payload.address(), payload.length());
                assertThat(DumpPayload.isIntact(payload.address(), payload.length())).isTrue();
                redis
                    .client()
                    .restore(bytes("k"), 0, bytes, RestoreParams.restoreParams().replace());
                String value =
                    new String(redis.client().get(bytes("k")), StandardCharsets.ISO_8859_1);
                assertThat(TestStore.value(address)).isEqualTo(value);
              });
    }
  }

  @Test
  void aFullDiskOrAFailedFsyncLeavesTheOldFileAndNothingBeside() throws Exception {
    fill(2000);
    Path file = directory.resolve("dump.rdb");
    Files.writeString(file, "old");
    FaultyFiles files = new FaultyFiles();
    RdbWriter.Options options = new RdbWriter.Options(false, true, AccessInfo.NONE, 0);

    files.setFreeBytes(10_000);
    assertThatThrownBy(() -> write(files, options)).hasMessage("No space left on device");
    files.setFreeBytes(Long.MAX_VALUE / 2);
    files.setSyncFails(true);
    assertThatThrownBy(() -> write(files, options)).hasMessage("Input/output error");

    assertThat(file).hasContent("old");
    assertThat(directory).isDirectoryNotContaining("glob:**temp*");
  }

  @Test
  void losingPowerAtAnyStepLeavesTheOldOrTheNewFileWhole() throws Exception {
    store.set(0, "a", Value.of("b"));
    Path file = directory.resolve("dump.rdb");
    RdbWriter.Options options = new RdbWriter.Options(true, true, AccessInfo.NONE, 0);
    boolean finished = false;
    for (int step = 0; !finished; step++) {
      Files.writeString(file, "old");
      FaultyFiles files = new FaultyFiles();
      files.stopAtStep(step);
      try {
        write(files, options);
        finished = true;
      } catch (FaultyFiles.PowerLost e) {
        if (Files.size(file) == 3) {
          continue;
        }
      }
      reload(file);
      assertThat(store.contents()).containsOnlyKeys("0:a");
    }
  }

  private void fill(int keys) {
    for (int i = 0; i < keys; i++) {
      long expiry = random.nextInt(4) == 0 ? 4_102_444_800_000L + random.nextInt(100_000) : -1;
      store.set(random.nextInt(3) * 5, key(), new Value(value(), expiry));
    }
  }

  private String key() {
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(random.nextInt(2000) - 1000);
      case 1 -> "user:" + "0".repeat(random.nextInt(60)) + random.nextInt(1000);
      case 2 -> binary(1 + random.nextInt(40));
      default -> "k" + random.nextInt(10_000);
    };
  }

  private String value() {
    return switch (random.nextInt(8)) {
      case 0 -> Long.toString(random.nextLong());
      case 1 -> Integer.toString(random.nextInt());
      case 2 -> Integer.toString((byte) random.nextInt());
      case 3 -> binary(random.nextInt(400));
      case 4 -> "abcdefgh".repeat(random.nextInt(500));
      case 5 -> random.nextInt(100) == 0 ? binary(600_000) : "";
      case 6 -> "0" + random.nextInt(100);
      default -> "value " + random.nextInt();
    };
  }

  private String binary(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path write(FileStore files, RdbWriter.Options options) throws IOException {
    Path file = directory.resolve("dump.rdb");
    long size =
        RdbFile.write(
            files,
            file,
            directory.resolve("temp-dump.rdb"),
            store.keyspace().present(),
            AUX,
            options,
            true,
            keys -> {},
            BackgroundJobs.Step::run);
    assertThat(Files.size(file)).isEqualTo(size);
    return file;
  }

  private RdbLoader reload(Path file) throws IOException {
    store.assertFreesAll();
    try (FileStore.ReadableFile readable = new DiskFiles().open(file);
        RdbLoader loader =
            new RdbLoader(
                readable::read,
                file.toString(),
                readable.size(),
                store.keyspace(),
                clock,
                RdbLoader.Options.complete(true))) {
      assertThat(loader.doWork(Long.MAX_VALUE)).isEqualTo(RdbLoader.Status.DONE);
      return loader;
    }
  }
}
