package dev.redwing.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArenaTest {
  private static final long RESERVE_BYTES = 256L << 20;

  private record Block(long ref, long sizeBytes, byte mark) {}

  @ParameterizedTest
  @CsvSource({"1,true", "2,true", "3,true", "4,false", "5,false", "6,false"})
  void blocksNeverOverlapAndSumsAreExact(long seed, boolean checked) {
    RandomSource random = new SplitMixRandom(seed);
    List<Block> live = new ArrayList<>();
    try (Arena arena = Arena.create(RESERVE_BYTES, checked)) {
      long capacities = 0;
      for (int step = 0; step < 60_000; step++) {
        boolean growing = (step / 10_000) % 2 == 0;
        if (live.isEmpty() || random.nextInt(5) < (growing ? 3 : 2)) {
          long size = randomSize(random);
          long ref = arena.allocate(size);
          assertThat(ref).isPositive();
          assertThat(arena.capacity(ref)).isGreaterThanOrEqualTo(size);
          assertThat(arena.capacityFor(size)).isEqualTo(arena.capacity(ref));
          assertThat(arena.reference(arena.address(ref))).isEqualTo(ref);
          byte mark = (byte) random.nextInt(256);
          NativeMemory.fill(arena.address(ref), arena.capacity(ref), mark);
          capacities += arena.capacity(ref);
          live.add(new Block(ref, arena.capacity(ref), mark));
        } else {
          int index = random.nextInt(live.size());
          Block block = live.set(index, live.getLast());
          live.removeLast();
          assertMarked(arena, block);
          capacities -= arena.capacity(block.ref);
          arena.free(block.ref);
        }
        if (random.nextInt(500) == 0) {
          arena.releaseUnused(1 << 20, 10);
        }
        assertThat(arena.liveBlocks()).isEqualTo(live.size());
        long overhead = checked ? 16L * live.size() : 0;
        assertThat(arena.usedBytes()).isEqualTo(capacities + overhead);
      }
      arena.verify();
      live.forEach(
          block -> {
            assertMarked(arena, block);
            arena.free(block.ref);
          });
      assertThat(arena.usedBytes()).isZero();
      arena.releaseUnused();
      assertThat(arena.residentBytes()).isZero();
      assertThat(arena.idleBytes()).isZero();
    }
  }

  private static long randomSize(RandomSource random) {
    return switch (random.nextInt(100)) {
      case 0 -> 1 + random.nextInt(3 << 20);
      case 1, 2 -> 1 + random.nextInt(300_000);
      case 3, 4, 5 -> 1 + random.nextInt(40_000);
      default -> 1 + random.nextInt(1 << (1 + random.nextInt(11)));
    };
  }

  private static void assertMarked(Arena arena, Block block) {
    long address = arena.address(block.ref);
    for (long i = 0; i < block.sizeBytes; i += 509) {
      assertThat(NativeMemory.getByte(address + i)).isEqualTo(block.mark);
    }
    assertThat(NativeMemory.getByte(address + block.sizeBytes - 1)).isEqualTo(block.mark);
  }

  @Test
  void roundingWastesLittle() {
    RandomSource random = new SplitMixRandom(42);
    long asked = 0;
    try (Arena arena = Arena.create(RESERVE_BYTES, false)) {
      for (int i = 0; i < 100_000; i++) {
        long size = 33L + random.nextInt(1000);
        asked += size;
        arena.allocate(size);
      }
      assertThat(arena.usedBytes()).isLessThan(asked * 108 / 100);
      assertThat(arena.residentBytes()).isLessThan(asked * 110 / 100);
      assertThat(arena.residentBytes()).isGreaterThanOrEqualTo(arena.usedBytes());
    }
  }

  @Test
  void sizeClassesAreTightAndRunsHaveSmallTails() {
    for (int size = 1; size <= SizeClasses.MAX_BYTES; size++) {
      int bytes = SizeClasses.blockBytes(SizeClasses.of(size));
      assertThat(bytes).isBetween(size, Math.max(size + 7, size + size / 8));
      assertThat(bytes % 8).isZero();
    }
    for (int i = 0; i < SizeClasses.COUNT; i++) {
      long runBytes = (long) SizeClasses.pagesPerRun(i) * PageHeap.PAGE_BYTES;
      assertThat(runBytes % SizeClasses.blockBytes(i)).isLessThanOrEqualTo(runBytes / 32);
    }
  }

  @Test
  void manyGigabytesCanBeReservedAndHugeBlocksGrowInPlace() {
    try (Arena arena = Arena.create(1L << 40, false)) {
      assertThat(arena.reservedBytes()).isGreaterThanOrEqualTo(64L << 30);
      long ref = arena.allocate(600L << 20);
      long end = arena.address(ref) + (600L << 20) - 1;
      NativeMemory.putByte(end, (byte) 7);
      assertThat(arena.extend(ref, 700L << 20)).isTrue();
      assertThat(arena.capacity(ref)).isGreaterThanOrEqualTo(700L << 20);
      assertThat(NativeMemory.getByte(end)).isEqualTo((byte) 7);
      long behind = arena.allocate(1 << 20);
      assertThat(arena.extend(ref, 800L << 20)).isFalse();
      arena.free(behind);
      assertThat(arena.extend(ref, 800L << 20)).isTrue();
      arena.free(ref);
      assertThat(arena.usedBytes()).isZero();
    }
  }

  @Test
  void referencesReachFarBeyond64Gibibytes() {
    try (Arena arena = Arena.create(1L << 40, false)) {
      List<Long> refs = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        refs.add(arena.allocate(512L << 20));
      }
      long last = refs.getLast();
      assertThat(arena.usedBytes()).isEqualTo(80L << 30);
      NativeMemory.putLong(arena.address(last), 42);
      assertThat(arena.address(last) - arena.address(refs.getFirst())).isGreaterThan(64L << 30);
      assertThat(NativeMemory.getLong(arena.address(last))).isEqualTo(42);
      refs.forEach(arena::free);
    }
  }

  @Test
  void anExhaustedReservationIsRefusedAndLosesNothing() {
    try (Arena arena = Arena.create(32L << 20, false)) {
      List<Long> refs = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (true) {
                  refs.add(arena.allocate(100_000));
                }
              })
          .isInstanceOf(OutOfNativeMemoryException.class);
      assertThat(arena.usedBytes()).isGreaterThan(28L << 20);
      refs.forEach(arena::free);
      assertThat(arena.usedBytes()).isZero();
      arena.free(arena.allocate(20L << 20));
    }
  }

  @Test
  void memoryGoesBackToTheSystem() {
    try (Arena arena = Arena.create(RESERVE_BYTES, false)) {
      List<Long> refs = new ArrayList<>();
      for (int i = 0; i < 200_000; i++) {
        refs.add(arena.allocate(200));
      }
      assertThat(arena.residentBytes()).isGreaterThan(40_000_000);
      refs.forEach(arena::free);
      assertThat(arena.usedBytes()).isZero();
      long before = arena.residentBytes();
      arena.releaseUnused(4 << 20, 1000);
      assertThat(arena.residentBytes()).isLessThanOrEqualTo(before);
      for (int i = 0; i < 100; i++) {
        arena.releaseUnused(4 << 20, 1000);
      }
      assertThat(arena.residentBytes()).isZero();
      long ref = arena.allocate(200);
      assertThat(NativeMemory.getLong(arena.address(ref) + 8)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 24, 200, 5000, 100_000, 400_000})
  void checkedModeReportsEveryMisuse(long size) {
    try (Arena arena = Arena.create(RESERVE_BYTES, true)) {
      long freed = arena.allocate(size);
      arena.free(freed);
      assertThatThrownBy(() -> arena.free(freed))
          .isInstanceOf(MemoryCorruptionException.class)
          .hasMessageContaining("ref " + freed);
      assertThatThrownBy(() -> arena.address(freed))
          .isInstanceOf(MemoryCorruptionException.class)
          .hasMessageContaining("ref " + freed);

      long behind = arena.allocate(size);
      NativeMemory.putByte(arena.address(behind) + arena.capacity(behind), (byte) 1);
      assertThatThrownBy(() -> arena.free(behind))
          .isInstanceOf(MemoryCorruptionException.class)
          .hasMessageContaining("behind its end: ref " + behind);

      long before = arena.allocate(size);
      NativeMemory.putByte(arena.address(before) - 1, (byte) 1);
      assertThatThrownBy(() -> arena.free(before))
          .isInstanceOf(MemoryCorruptionException.class)
          .hasMessageContaining("before its start: ref " + before);
    }
  }

  @Test
  void checkedModeReportsWritesToFreedBlocks() {
    try (Arena arena = Arena.create(RESERVE_BYTES, true)) {
      long ref = arena.allocate(40);
      long address = arena.address(ref);
      arena.free(ref);
      NativeMemory.putByte(address + 10, (byte) 1);
      assertThatThrownBy(() -> arena.allocate(40))
          .isInstanceOf(MemoryCorruptionException.class)
          .hasMessageContaining("after it was freed: ref " + ref);
    }
  }
}
