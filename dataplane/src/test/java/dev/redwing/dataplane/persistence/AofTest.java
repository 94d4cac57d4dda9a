package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.aof.AofException;
import dev.redwing.dataplane.env.FaultyFiles;
import dev.redwing.dataplane.rdb.TestStore.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AofTest {
  private static final String[] ALWAYS = {"appendonly", "yes", "appendfsync", "always"};

  @TempDir private Path directory;

  @Test
  void everyWriteIsThereAfterARestart() throws Exception {
    Map<String, Value> contents;
    try (Node node = Node.started(directory, ALWAYS)) {
      node.set(0, "a", "1");
      node.set(5, "b", "x".repeat(100_000));
      node.set(0, "c", "bin\0\r\nary");
      contents = node.contents();
    }
    assertThat(names())
        .containsExactly(
            "appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof", "appendonly.aof.manifest");
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).isEqualTo(contents);
      node.set(0, "a", "2");
    }
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsEntry("0:a", Value.of("2")).hasSize(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "no"})
  void aRewriteKeepsWhatIsWrittenMeanwhile(String rdbPreamble) throws Exception {
    Map<String, Value> contents;
    try (Node node = Node.started(directory, ALWAYS)) {
      node.config.set("aof-use-rdb-preamble", rdbPreamble);
      for (int i = 0; i < 300; i++) {
        node.set(i % 3, "key" + i, "before" + i);
      }
      assertThat(node.persistence.rewriteAof(false))
          .isEqualTo("Background append only file rewriting started");
      node.set(0, "during", "prepare");
      node.jobs.runAll();
      node.set(0, "after", "1");
      node.settle();
      contents = node.contents();
      assertThat(node.persistence.facts().aofBaseBytes()).isPositive();
      assertThat(node.persistence.facts().lastRewriteOk()).isTrue();
    }
    assertThat(names())
        .containsExactly(
            "appendonly.aof.2.base." + (rdbPreamble.equals("yes") ? "rdb" : "aof"),
            "appendonly.aof.2.incr.aof",
            "appendonly.aof.manifest");
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).isEqualTo(contents);
    }
  }

  @Test
  void switchedOnWhileRunning() throws Exception {
    try (Node node = Node.started(directory)) {
      node.set(0, "a", "1");
      assertThat(node.persistence.setAppendOnly(true)).isNull();
      assertThat(node.persistence.facts().aofEnabled()).isTrue();
      node.set(0, "b", "while preparing");
      assertThat(node.persistence.prepareShutdown(Persistence.ShutdownSave.NOSAVE, false))
          .as("the first base is not there yet")
          .isFalse();
      node.settle();
      node.set(0, "c", "3");
      node.settle();
    }
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsOnlyKeys("0:a", "0:b", "0:c");
    }
  }

  @Test
  void switchedOffAndOnAgainInTheMiddleOfARewrite() throws Exception {
    try (Node node = Node.started(directory, ALWAYS)) {
      node.set(0, "a", "1");
      node.persistence.rewriteAof(false);
      node.persistence.setAppendOnly(false);
      node.set(0, "b", "not logged");
      node.persistence.setAppendOnly(true);
      node.settle();
      node.set(0, "c", "3");
      assertThat(node.persistence.facts().aofEnabled()).isTrue();
    }
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsOnlyKeys("0:a", "0:b", "0:c");
    }
  }

  @Test
  void anRdbFileIsNotLoadedWhenTheAofIsOnAsInRedis() throws Exception {
    try (Node node = Node.started(directory)) {
      node.set(0, "a", "1");
      node.persistence.save();
    }
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).isEmpty();
      assertThat(directory.resolve("dump.rdb")).exists();
    }
  }

  @Test
  void theSingleFileOfAnOlderServerIsTakenOver() throws Exception {
    Path old = directory.resolve("appendonly.aof");
    Files.writeString(
        old, "*2\r\n$6\r\nSELECT\r\n$1\r\n2\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsOnlyKeys("2:a");
      node.set(0, "b", "2");
    }
    assertThat(old).doesNotExist();
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsOnlyKeys("2:a", "0:b");
    }
  }

  @Test
  void cutAnywhereTheWholeCommandsAreKept() throws Exception {
    try (Node node = Node.started(directory, ALWAYS)) {
      node.set(0, "a", "1");
      node.set(0, "b", "2");
      node.set(3, "c", "3");
    }
    Path file = directory.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      try (Node node = Node.started(directory, ALWAYS)) {
        String text = new String(whole, 0, cut, StandardCharsets.US_ASCII);
        int expected = text.split("SET\r\n\\$1\r\n[abc]\r\n\\$1\r\n[123]\r\n", -1).length - 1;
        assertThat(node.contents()).as("cut at %d", cut).hasSize(expected);
        node.set(0, "more", "after the cut");
      }
      if (cut % 8 != 0) {
        continue;
      }
      try (Node node = Node.started(directory, ALWAYS)) {
        assertThat(node.contents()).as("cut at %d", cut).containsKey("0:more");
      }
    }
  }

  @Test
  void aTransactionWithoutItsEndIsTakenBack() throws Exception {
    try (Node node = Node.started(directory, ALWAYS)) {
      node.set(0, "a", "1");
    }
    Path file = directory.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    long size = Files.size(file);
    Files.writeString(
        file,
        "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n2\r\n",
        StandardOpenOption.APPEND);
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsEntry("0:a", Value.of("1"));
    }
    assertThat(file).hasSize(size);
  }

  @Test
  void whatIsCutOrDamagedIsRefusedWithAdvice() throws Exception {
    try (Node node = Node.started(directory, ALWAYS)) {
      node.set(0, "a", "1");
    }
    Path aof = directory.resolve("appendonlydir");
    Path file = aof.resolve("appendonly.aof.1.incr.aof");
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    refused("Unexpected end of file", "aof-load-truncated", "aof-load-truncated", "no");
    Files.writeString(
        aof.resolve("appendonly.aof.manifest"),
        """
        file appendonly.aof.1.base.rdb seq 1 type b
        file appendonly.aof.1.incr.aof seq 1 type i
        file appendonly.aof.2.incr.aof seq 2 type i
        """);
    refused("Unable to obtain the AOF file appendonly.aof.2.incr.aof", "Restore it");
    Files.write(aof.resolve("appendonly.aof.2.incr.aof"), new byte[0]);
    refused("the truncated file is not the last file", "redis-check-aof");
    byte[] damaged = whole.clone();
    damaged[whole.length - 3] = '!';
    damaged[whole.length - 2] = '!';
    Files.write(file, damaged);
    refused("Bad file format", "redis-check-aof --fix");
    Files.writeString(file, "*1\r\n$5\r\nNOPE!\r\n");
    refused("Unknown command 'NOPE!'", "at offset 0");
    Files.write(file, whole);
    Path base = aof.resolve("appendonly.aof.1.base.rdb");
    byte[] baseBytes = Files.readAllBytes(base);
    Files.write(base, Arrays.copyOf(baseBytes, baseBytes.length - 5));
    refused("Error reading the RDB base file appendonly.aof.1.base.rdb", "at offset");
  }

  private void refused(String what, String advice, String... more) throws Exception {
    String[] directives = Stream.concat(Stream.of(ALWAYS), Stream.of(more)).toArray(String[]::new);
    Map<String, String> before = fileContents();
    try (Node node = new Node(directory, new FaultyFiles(), directives)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(AofException.class)
          .hasMessageContaining(what)
          .hasMessageContaining(advice);
    }
    assertThat(fileContents()).as("nothing was touched").isEqualTo(before);
  }

  @Test
  void losingPowerAtAnyStepOfARewriteLosesNothing() throws Exception {
    for (int step = 0; ; step++) {
      Path at = Files.createDirectory(directory.resolve("at" + step));
      if (!rewriteUntil(at, step)) {
        assertThat(step).isGreaterThan(10);
        return;
      }
    }
  }

  /** Whether power was lost. */
  private static boolean rewriteUntil(Path at, int step) throws Exception {
    Map<String, Value> acknowledged = new TreeMap<>();
    boolean lost = false;
    FaultyFiles files = new FaultyFiles();
    try (Node node = new Node(at, files, ALWAYS)) {
      node.start();
      for (int i = 0; i < 20; i++) {
        node.set(0, "key" + i, "before");
      }
      acknowledged.putAll(node.contents());
      files.stopAtStep(files.steps() + step);
      node.persistence.rewriteAof(false);
      node.jobs.runAll();
      // Between being written and being acknowledged either value may be what is found.
      acknowledged.remove("0:key1");
      node.set(0, "key1", "after");
      acknowledged.put("0:key1", Value.of("after"));
      node.jobs.runAll();
      acknowledged.remove("0:key2");
      node.set(0, "key2", "after");
      acknowledged.put("0:key2", Value.of("after"));
      lost = !node.persistence.facts().lastRewriteOk();
    } catch (Node.Exit e) {
      lost = true;
    }
    try (Node node = Node.started(at, ALWAYS)) {
      assertThat(node.contents())
          .as("power lost at step %d", step)
          .containsAllEntriesOf(acknowledged);
      node.persistence.rewriteAof(false);
      node.settle();
    }
    try (Node node = Node.started(at, ALWAYS)) {
      assertThat(node.contents()).containsAllEntriesOf(acknowledged);
    }
    return lost;
  }

  @Test
  void aFailedRewriteChangesNothingAndIsTriedAgainEverMoreSlowly() throws Exception {
    try (Node node = Node.started(directory, "appendonly", "yes", "appendfsync", "no")) {
      node.set(0, "a", "1");
      for (int i = 0; i < 3; i++) {
        node.persistence.rewriteAof(false);
        node.files.setSyncFails(true);
        node.jobs.runAll();
        node.files.setSyncFails(false);
      }
      assertThat(node.persistence.facts().consecutiveRewriteFailures()).isEqualTo(3);
      node.set(0, "b", "2");
    }
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).containsOnlyKeys("0:a", "0:b");
    }
  }

  @Test
  void growthStartsARewrite() throws Exception {
    try (Node node =
        Node.started(
            directory,
            "appendonly",
            "yes",
            "auto-aof-rewrite-min-size",
            "2000",
            "auto-aof-rewrite-percentage",
            "100")) {
      for (int i = 0; i < 200; i++) {
        node.set(0, "a", "value" + i);
      }
      node.settle();
      assertThat(node.counters.aofRewrites).isEqualTo(1);
      assertThat(node.persistence.facts().aofCurrentBytes()).isLessThan(200);
    }
  }

  @Test
  void anFsyncThatFailsForbidsWritesAndLeadsToARewrite() throws Exception {
    try (Node node = Node.started(directory, "appendonly", "yes")) {
      node.files.setSyncFails(true);
      node.set(0, "a", "1");
      node.jobs.runAll();
      assertThat(node.persistence.aofFailure()).isEqualTo("Input/output error");
      node.persistence.doWork();
      node.files.setSyncFails(false);
      node.clock.advanceMillis(2000);
      node.settle();
      assertThat(node.persistence.aofFailure()).isNull();
      assertThat(node.counters.aofRewrites).isEqualTo(1);
    }
  }

  @Test
  void timestampsAreAnnotationsThatLoadingIgnores() throws Exception {
    try (Node node = Node.started(directory, ALWAYS)) {
      node.config.set("aof-timestamp-enabled", "yes");
      node.set(0, "a", "1");
      node.clock.advanceMillis(5000);
      node.set(0, "b", "2");
    }
    assertThat(Files.readString(directory.resolve("appendonlydir/appendonly.aof.1.incr.aof")))
        .startsWith("#TS:1800000000\r\n")
        .contains("#TS:1800000005\r\n");
    try (Node node = Node.started(directory, ALWAYS)) {
      assertThat(node.contents()).hasSize(2);
    }
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("appendonlydir"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  private Map<String, String> fileContents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
