package dev.redwing.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpochsTest {
  private final Arena arena = Arena.create(64L << 20);
  private final Epochs epochs = new Epochs(arena);

  @AfterEach
  void nothingIsLeft() {
    while (epochs.freeRetired(100)) {
      // All of it.
    }
    assertThat(arena.usedBytes()).isZero();
    assertThat(epochs.retiredBytes()).isZero();
    assertThat(epochs.retiredBlocks()).isZero();
    arena.close();
  }

  private long block() {
    long ref = arena.allocate(32);
    NativeMemory.putInt(arena.address(ref) + Epochs.EPOCH, epochs.current());
    return ref;
  }

  @Test
  void retiringFreesAtOnceWithoutASnapshot() {
    long ref = block();
    assertThat(epochs.frozen(arena.address(ref))).isFalse();
    epochs.retire(ref);
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void blocksOlderThanTheSnapshotLiveUntilItCloses() {
    long old = block();
    epochs.open();
    long young = block();
    assertThat(epochs.frozen(arena.address(old))).isTrue();
    assertThat(epochs.frozen(arena.address(young))).isFalse();
    epochs.retire(old);
    epochs.retire(young);
    assertThat(epochs.retiredBlocks()).isEqualTo(1);
    assertThat(epochs.retiredBytes()).isEqualTo(arena.capacity(old));
    epochs.close();
    assertThat(epochs.freeRetired(10)).isFalse();
  }

  @Test
  void retiredBlocksAreFreedInSlicesEvenAcrossSnapshots() {
    for (int round = 0; round < 3; round++) {
      int count = 2000 + round;
      long[] refs = new long[count];
      for (int i = 0; i < count; i++) {
        refs[i] = block();
      }
      epochs.open();
      for (long ref : refs) {
        epochs.retire(ref);
      }
      epochs.close();
      assertThat(epochs.freeRetired(700)).isTrue();
    }
    assertThat(epochs.retiredBlocks()).isLessThanOrEqualTo(2000 + 2001 + 2002 - 3 * 700);
  }

  @Test
  void whatWasReservedIsRetiredWithoutAllocating() {
    long[] refs = new long[2000];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = block();
    }
    epochs.open();
    for (int i = 0; i < refs.length; i += 20) {
      epochs.reserve(20);
      long before = arena.liveBlocks();
      for (int j = i; j < i + 20; j++) {
        epochs.retire(refs[j]);
      }
      assertThat(arena.liveBlocks()).isEqualTo(before);
    }
    epochs.reserve(20);
    epochs.close();
  }
}
