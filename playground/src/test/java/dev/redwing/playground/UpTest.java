package dev.redwing.playground;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./redwing up} as a process, ended by Ctrl-C at different moments. */
final class UpTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path directory;
  private @Nullable Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void endedBeforeThereIsAnythingToSeeItLeavesNothing() throws Exception {
    start();
    await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> !temporary().isEmpty());
    interrupt();
  }

  @Test
  void endedWhilePodsStartItLeavesNothing() throws Exception {
    start();
    await().atMost(LIMIT).until(() -> said().contains("cache-0: starting"));
    interrupt();
  }

  @Test
  void showsTheTopologyUntilItIsEnded() throws Exception {
    start();
    await().atMost(LIMIT).until(() -> said().contains("cache-1: replica at"));
    assertThat(said())
        .containsPattern("cache-0: master at [0-9.]+, 0 keys")
        .containsPattern("cache-1: replica at [0-9.]+, link up, 0 keys");
    interrupt();
  }

  private void start() throws IOException {
    process =
        new ProcessBuilder(
                ServerLauncher.javaCommand(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + Files.createDirectory(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.redwing.playground.Main",
                Path.of("..", "examples", "cache.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("out"));
  }

  private List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("redwing-")).toList();
    }
  }

  /** As Ctrl-C does; then nothing may be left of it. */
  private void interrupt() throws Exception {
    Process up = requireNonNull(process);
    List<ProcessHandle> children = up.descendants().toList();
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start();
    assertThat(kill.waitFor()).isZero();
    assertThat(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    await().atMost(LIMIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(temporary()).isEmpty();
    assertThat(said()).doesNotContain("FAILED").doesNotContain("Exception");
  }
}
