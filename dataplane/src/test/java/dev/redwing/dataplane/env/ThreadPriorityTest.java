package dev.redwing.dataplane.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadPriorityTest {
  /** After the name in brackets the fields are numbered from 3: state; 19 is the niceness. */
  private static final int NICENESS = 19 - 3;

  private static int niceness() throws Exception {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICENESS]);
  }

  @Test
  void aBackgroundJobGivesWayToTheLoop() throws Exception {
    int before = niceness();
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    try (ThreadedJobs jobs = new ThreadedJobs(Runnable::run)) {
      jobs.start(
          "look",
          progress -> niceness(),
          outcome -> {
            if (outcome instanceof BackgroundJobs.Outcome.Done<Integer>(Integer value)) {
              seen.complete(value);
            } else {
              seen.completeExceptionally(new AssertionError(outcome));
            }
          });
      assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(ThreadPriority.BACKGROUND_NICENESS);
    }
    assertThat(niceness()).isEqualTo(before);
  }
}
