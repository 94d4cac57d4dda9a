package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrozenDictTest {
  private static final int MAX_DEPTH = 12;

  @Test
  void theWalksProgressNeverGoesBack() {
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      long before = 0;
      for (long segment = 0; segment < 1L << depth; segment++) {
        long firstHash = depth == 0 ? 0 : segment << (64 - depth);
        long passed = FrozenDict.passedAfter(firstHash, depth);
        assertThat(passed).as("segment %d of depth %d", segment, depth).isGreaterThan(before);
        before = passed;
      }
      assertThat(before).as("the end at depth %d", depth).isEqualTo(Long.MAX_VALUE);
    }
  }
}
