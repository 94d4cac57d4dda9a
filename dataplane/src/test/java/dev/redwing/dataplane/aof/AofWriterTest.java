package dev.redwing.dataplane.aof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.config.AppendFsync;
import dev.redwing.dataplane.env.FaultyFiles;
import dev.redwing.dataplane.env.ManualJobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AofWriterTest {
  private static final long SECOND = 1_000_000_000L;

  private static final class Exit extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exit(String reason) {
      super(reason);
    }
  }

  @TempDir private Path directory;
  private final ManualJobs jobs = new ManualJobs();
  private final FaultyFiles files = new FaultyFiles();
  private final AofWriter writer =
      new AofWriter(
          jobs,
          reason -> {
            throw new Exit(reason);
          });
  private long now = 100 * SECOND;

  @BeforeEach
  void open() throws IOException {
    writer.switchTo(files.create(directory.resolve("a")), 0);
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
  }

  @Test
  void alwaysForcesBeforeItReturns() throws Exception {
    writer.setPolicy(AppendFsync.ALWAYS);
    files.setSyncFails(true);

    assertThatThrownBy(() -> append("one"))
        .isInstanceOf(Exit.class)
        .hasMessage(
            "Can't persist AOF for fsync error when the AOF fsync policy is 'always':"
                + " Input/output error. Exiting...");
    assertThat(content()).isEqualTo("one");
  }

  @Test
  void alwaysEndsTheProcessWhenTheDiskIsFull() {
    writer.setPolicy(AppendFsync.ALWAYS);
    files.setFreeBytes(2);

    assertThatThrownBy(() -> append("one"))
        .isInstanceOf(Exit.class)
        .hasMessageContaining("Can't recover from AOF write error")
        .hasMessageContaining("No space left on device");
  }

  @Test
  void theCommandsOfATurnShareOneFsync() throws Exception {
    writer.setPolicy(AppendFsync.ALWAYS);
    long before = files.steps();
    writer.append(ByteBuffer.wrap(new byte[] {'a'}), now);
    writer.append(ByteBuffer.wrap(new byte[] {'b'}), now);
    writer.endTurn(now);

    assertThat(files.steps() - before).as("two writes, one sync").isEqualTo(3);
    assertThat(content()).isEqualTo("ab");
  }

  @Test
  void everysecForcesInTheBackgroundAtMostOnceASecond() throws Exception {
    append("one");
    assertThat(jobs.waiting()).containsExactly("aof-fsync");
    jobs.runAll();

    append("two");
    assertThat(jobs.waiting()).isEmpty();
    now += SECOND;
    writer.endTurn(now);
    assertThat(jobs.waiting()).hasSize(1);
    jobs.runAll();

    now += SECOND;
    writer.endTurn(now);
    assertThat(jobs.waiting()).as("nothing new to force").isEmpty();
    assertThat(content()).isEqualTo("onetwo");
  }

  @Test
  void aSlowFsyncPutsWritingOffForTwoSeconds() throws Exception {
    append("one");
    append("two");
    assertThat(content()).isEqualTo("one");
    assertThat(writer.pendingBytes()).isEqualTo(3);

    now += 2 * SECOND - 1;
    append("three");
    assertThat(content()).isEqualTo("one");
    assertThat(writer.delayedFsyncs()).isZero();
    now += 1;
    writer.endTurn(now);

    assertThat(content()).isEqualTo("onetwothree");
    assertThat(writer.delayedFsyncs()).isEqualTo(1);
    assertThat(writer.size()).isEqualTo(11);
  }

  @Test
  void aFullDiskKeepsTheBytesAndRecovers() throws Exception {
    files.setFreeBytes(5);
    append("one");
    jobs.runAll();
    append("twothree");

    assertThat(writer.failure()).isEqualTo("No space left on device");
    assertThat(content()).as("no half of a turn").isEqualTo("one");

    append("four");
    files.setFreeBytes(100);
    writer.endTurn(now);

    assertThat(writer.failure()).isNull();
    assertThat(content()).isEqualTo("onetwothreefour");
  }

  @Test
  void aFailedFsyncIsAFailureUntilOneSucceeds() throws Exception {
    files.setSyncFails(true);
    append("one");
    jobs.runAll();
    assertThat(writer.failure()).isEqualTo("Input/output error");

    files.setSyncFails(false);
    now += SECOND;
    writer.endTurn(now);
    jobs.runAll();

    assertThat(writer.failure()).isNull();
  }

  @Test
  void aNewIncrementTakesOverAndTheOldOneIsForced() throws Exception {
    append("one");
    writer.switchTo(files.create(directory.resolve("b")), 0);
    jobs.runAll();
    append("two");

    assertThat(content()).isEqualTo("one");
    assertThat(Files.readString(directory.resolve("b"))).isEqualTo("two");
    assertThat(writer.failure()).isNull();
  }

  private void append(String text) {
    writer.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), now);
    writer.endTurn(now);
  }

  private String content() throws IOException {
    return Files.readString(directory.resolve("a"));
  }
}
