package dev.redwing.dataplane.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
final class ThreadedJobsTest {
  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> steps = new LinkedBlockingQueue<>();

  @Test
  void aCancelledJobDoesNotCommit() throws Exception {
    try (ThreadedJobs jobs = new ThreadedJobs(loop::add)) {
      CountDownLatch cancelled = new CountDownLatch(1);
      BackgroundJobs.Job job =
          jobs.start(
              "test",
              progress -> {
                cancelled.await();
                return progress.commit(() -> steps.add("made"));
              },
              outcome -> steps.add(outcome.toString()));
      job.cancel();
      cancelled.countDown();
      endOfJob();
      assertThat(steps).containsExactly("Done[value=false]");
    }
  }

  @Test
  void closingCancelsWhatRunsAndWaitsForItsEnd() {
    ThreadedJobs jobs = new ThreadedJobs(loop::add);
    CountDownLatch begun = new CountDownLatch(1);
    jobs.start(
        "test",
        progress -> {
          begun.countDown();
          while (!progress.cancelled()) {
            Thread.onSpinWait();
          }
          steps.add("seen");
          return true;
        },
        outcome -> {});
    await(begun);
    jobs.close();
    assertThat(steps).containsExactly("seen");
  }

  @Test
  void cancelWaitsForAStepUnderWay() throws Exception {
    try (ThreadedJobs jobs = new ThreadedJobs(loop::add)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      BackgroundJobs.Job job =
          jobs.start(
              "test",
              progress ->
                  progress.commit(
                      () -> {
                        begun.countDown();
                        await(goOn);
                        steps.add("made");
                      }),
              outcome -> steps.add(outcome.toString()));
      begun.await();
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    job.cancel();
                    steps.add("cancelled");
                  });
      Awaitility.await().until(() -> canceller.getState() == Thread.State.BLOCKED);
      goOn.countDown();
      canceller.join();
      endOfJob();
      assertThat(steps).containsExactly("made", "cancelled", "Done[value=true]");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void endOfJob() throws InterruptedException {
    Runnable end = loop.poll(10, TimeUnit.SECONDS);
    assertThat(end).isNotNull();
    end.run();
  }
}
