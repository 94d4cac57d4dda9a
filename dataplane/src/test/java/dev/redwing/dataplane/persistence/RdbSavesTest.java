package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.FaultyFiles;
import dev.redwing.dataplane.rdb.RdbCorruptException;
import dev.redwing.dataplane.rdb.ReplicationPosition;
import dev.redwing.dataplane.rdb.TestStore.Value;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RdbSavesTest {
  @TempDir private Path directory;

  @Test
  void whatIsSavedIsThereAfterARestart() throws Exception {
    try (Node node = Node.started(directory)) {
      node.persistence.setPositionSource(() -> new ReplicationPosition(2, "f".repeat(40), 77));
      node.set(0, "a", "1");
      node.set(9, "b", "two");
      assertThat(node.persistence.save()).isNull();
      assertThat(node.persistence.facts().changesSinceSave()).isZero();
    }
    try (Node node = Node.started(directory)) {
      assertThat(node.contents()).isEqualTo(Map.of("0:a", Value.of("1"), "9:b", Value.of("two")));
      assertThat(node.persistence.loadedPosition())
          .isEqualTo(new ReplicationPosition(2, "f".repeat(40), 77));
      assertThat(node.persistence.facts().lastLoadKeysLoaded()).isEqualTo(2);
    }
  }

  @Test
  void aBackgroundSaveIsOfTheMomentItWasAskedFor() throws Exception {
    try (Node node = Node.started(directory)) {
      for (int i = 0; i < 500; i++) {
        node.set(0, "key" + i, "before");
      }
      assertThat(node.persistence.backgroundSave(false, false))
          .isEqualTo("Background saving started");
      for (int i = 0; i < 500; i++) {
        node.set(0, "key" + i, "after, and longer than before");
      }
      node.set(0, "new", "x");
      node.jobs.runAll();

      assertThat(node.persistence.facts().changesSinceSave()).isEqualTo(501);
      assertThat(node.persistence.facts().lastSaveOk()).isTrue();
    }
    try (Node node = Node.started(directory)) {
      assertThat(node.contents()).hasSize(500).doesNotContainKey("0:new");
      assertThat(node.contents().values()).allMatch(value -> value.bytes().equals("before"));
    }
  }

  @Test
  void anOlderSaveDoesNotReplaceANewerOne() throws Exception {
    try (Node node = Node.started(directory, "save", "3600 1")) {
      node.set(0, "a", "old");
      node.persistence.backgroundSave(false, false);
      node.set(0, "a", "new");
      node.set(0, "b", "new");
      // The older one is written by now, and about to take the file's name.
      node.files.beforeNextSync(
          () ->
              assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.SAVE, false))
                  .isTrue());
      node.jobs.runAll();
      assertThat(node.persistence.facts().changesSinceSave()).isZero();
      assertThat(node.persistence.facts().lastSaveOk()).isTrue();
    }
    assertThat(directory.toFile().list()).containsExactly("dump.rdb");
    try (Node node = Node.started(directory)) {
      assertThat(node.contents()).containsEntry("0:a", Value.of("new")).containsKey("0:b");
    }
  }

  @Test
  void aFailedSaveInTheForegroundForbidsNothingAsInRedis() throws Exception {
    try (Node node = Node.started(directory, "save", "60 1")) {
      node.set(0, "a", "1");
      node.files.setFreeBytes(10);
      assertThat(node.persistence.save()).isEqualTo("ERR");
      assertThat(node.persistence.rdbFailed()).isFalse();
    }
  }

  @Test
  void repliesOfSavesThatExcludeEachOther() throws Exception {
    try (Node node = Node.started(directory)) {
      assertThat(node.persistence.backgroundSave(false, true))
          .isEqualTo("Background saving scheduled");
      node.settle();
      node.persistence.backgroundSave(false, false);
      assertThat(node.persistence.backgroundSave(false, false))
          .isEqualTo("ERR Background save already in progress");
      assertThat(node.persistence.backgroundSave(true, false))
          .isEqualTo("ERR Background save already in progress");
      assertThat(node.persistence.save()).isEqualTo("ERR Background save already in progress");
      assertThat(node.persistence.rewriteAof(false))
          .isEqualTo("Background append only file rewriting scheduled");
      node.jobs.runAll();
      node.persistence.doWork();

      assertThat(node.persistence.rewriteAof(false))
          .isEqualTo("ERR Background append only file rewriting already in progress");
      assertThat(node.persistence.backgroundSave(false, false)).startsWith("ERR Another child");
      assertThat(node.persistence.save()).as("a rewrite does not stand in SAVE's way").isNull();
      assertThat(node.persistence.backgroundSave(true, false))
          .isEqualTo("Background saving scheduled");
      node.jobs.runAll();
      node.persistence.doWork();
      assertThat(node.jobs.waiting()).containsExactly("snapshot-rdb-file");
      node.settle();
    }
  }

  @Test
  void savePointsSaveWhenBothNumbersAreReached() throws Exception {
    try (Node node = Node.started(directory, "save", "60 3 10 100")) {
      node.set(0, "a", "1");
      node.set(0, "b", "1");
      node.clock.advanceMillis(61_000);
      node.persistence.doWork();
      assertThat(node.jobs.waiting()).isEmpty();
      node.set(0, "c", "1");
      node.persistence.doWork();
      assertThat(node.jobs.waiting()).containsExactly("snapshot-rdb-file");
      node.settle();
      assertThat(directory.resolve("dump.rdb")).exists();
    }
  }

  @Test
  void aFailedSaveStopsWritesUntilOneSucceeds() throws Exception {
    try (Node node = Node.started(directory, "save", "60 1")) {
      node.set(0, "a", "1");
      node.files.setFreeBytes(10);
      node.persistence.backgroundSave(false, false);
      node.jobs.runAll();
      assertThat(node.persistence.rdbFailed()).isTrue();
      assertThat(node.persistence.facts().lastSaveOk()).isFalse();
      assertThat(directory).isEmptyDirectory();

      node.clock.advanceMillis(61_000);
      node.persistence.doWork();
      assertThat(node.jobs.waiting()).as("tried again after five seconds").hasSize(1);
      node.files.setFreeBytes(1_000_000);
      node.settle();
      assertThat(node.persistence.rdbFailed()).isFalse();
    }
  }

  @Test
  void aDamagedFileIsNotStartedOn() throws Exception {
    try (Node node = Node.started(directory)) {
      node.set(0, "a", "1");
      node.persistence.save();
    }
    Path file = directory.resolve("dump.rdb");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 20] ^= 0x40;
    Files.write(file, bytes);
    try (Node node = new Node(directory, new FaultyFiles())) {
      assertThatThrownBy(node::start)
          .isInstanceOf(RdbCorruptException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("restore it from a backup");
    }
  }

  @Test
  void allWhoAskWhileAFileIsWrittenShareIt() throws Exception {
    try (Node node = Node.started(directory)) {
      node.persistence.setPositionSource(() -> new ReplicationPosition(0, "e".repeat(40), 5));
      node.set(0, "a", "1");
      List<String> heard = new ArrayList<>();
      SnapshotService service = node.persistence.snapshots();
      assertThat(service.joinFile(new Hears("none", heard))).isFalse();
      assertThat(service.startFile(new Hears("first", heard))).isTrue();
      assertThat(service.startFile(new Hears("busy", heard))).isFalse();
      assertThat(Objects.requireNonNull(service.runningFilePosition()).offset()).isEqualTo(5);
      assertThat(service.joinFile(new Hears("second", heard))).isTrue();
      node.jobs.runAll();

      assertThat(heard).containsExactly("first dump.rdb", "second dump.rdb");
      assertThat(node.counters.rdbSaves).isEqualTo(1);
    }
  }

  @Test
  void aStreamIsAWholeFile() throws Exception {
    try (Node node = Node.started(directory)) {
      node.set(0, "a", "x".repeat(700_000));
      node.config.set("rdbcompression", "no");
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      List<String> heard = new ArrayList<>();
      node.persistence
          .snapshots()
          .startStream(
              new StreamReceiver() {
                @Override
                public void chunk(SnapshotChunk chunk) {
                  byte[] bytes = new byte[chunk.length()];
                  chunk.bytes().get(bytes);
                  all.writeBytes(bytes);
                  chunk.release();
                }

                @Override
                public void completed() {
                  heard.add("completed");
                }

                @Override
                public void failed(String reason) {
                  heard.add("failed " + reason);
                }
              });
      node.jobs.runAll();
      assertThat(heard).containsExactly("completed");
      Files.write(directory.resolve("dump.rdb"), all.toByteArray());
    }
    try (Node node = Node.started(directory)) {
      assertThat(node.contents()).containsOnlyKeys("0:a");
    }
  }

  @Test
  void debugReloadBringsTheSameBack() throws Exception {
    try (Node node = Node.started(directory)) {
      node.set(0, "a", "1");
      node.set(4, "b", "2");
      Map<String, Value> before = node.contents();
      assertThat(node.persistence.debugReload(true, true, false)).isNull();
      assertThat(node.contents()).isEqualTo(before);
      assertThat(node.persistence.debugReload(false, false, true)).isNull();
      assertThat(node.contents()).isEqualTo(before);
    }
  }

  @Test
  void shutdownSavesWhenThereAreSavePoints() throws Exception {
    try (Node node = Node.started(directory, "save", "60 1")) {
      node.set(0, "a", "1");
      node.files.setFreeBytes(0);
      assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.DEFAULT, false))
          .isFalse();
      assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.DEFAULT, true)).isTrue();
      assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.NOSAVE, false)).isTrue();
      assertThat(directory.resolve("dump.rdb")).doesNotExist();
      node.files.setFreeBytes(10_000);
      assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.DEFAULT, false))
          .isTrue();
      assertThat(directory.resolve("dump.rdb")).exists();
    }
  }

  private record Hears(String name, List<String> heard) implements FileReceiver {
    @Override
    public void fileSaved(Path file, long sizeBytes) {
      assertThat(file).hasSize(sizeBytes);
      heard.add(name + " " + file.getFileName());
    }

    @Override
    public void saveFailed(String reason) {
      heard.add(name + " failed " + reason);
    }
  }
}
