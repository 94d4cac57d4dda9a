package dev.redwing.dataplane.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.config.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final int SLICES = 3;

  @Test
  void eachSliceOfLongWorkHasATurnOfItsOwn() throws Exception {
    List<String> seen = new ArrayList<>();
    CompletableFuture<List<String>> done = new CompletableFuture<>();
    try (Loop loop = new Loop(Transport.NIO)) {
      loop.addTurnEndHook(() -> seen.add("end"));
      loop.nextTurn(() -> slice(loop, SLICES, seen, done));
      assertThat(done.get(10, TimeUnit.SECONDS))
          .containsExactly("slice", "end", "slice", "end", "slice");
    }
  }

  private static void slice(
      Loop loop, int left, List<String> seen, CompletableFuture<List<String>> done) {
    seen.add("slice");
    if (left == 1) {
      done.complete(List.copyOf(seen));
      return;
    }
    loop.requestTurnEnd();
    loop.nextTurn(() -> slice(loop, left - 1, seen, done));
  }
}
