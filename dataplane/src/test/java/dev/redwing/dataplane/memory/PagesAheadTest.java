package dev.redwing.dataplane.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagesAheadTest {
  private static final int BLOCK_BYTES = 256 << 10;
  private static final long RESERVED_BYTES = 512L << 20;

  private final Arena arena = Arena.create(RESERVED_BYTES, false);
  private final Queue<Runnable> background = new ArrayDeque<>();
  private final List<Long> blocks = new ArrayList<>();
  private int started;
  private boolean able = true;

  @AfterEach
  void close() {
    background.forEach(Runnable::run);
    arena.close();
  }

  private void start() {
    arena.fillAheadOn(
        (work, whenDone) -> {
          started++;
          background.add(() -> whenDone.accept(able && work.getAsBoolean()));
        });
  }

  private void growTo(long bytes) {
    while (arena.usedBytes() < bytes) {
      long ref = arena.allocate(BLOCK_BYTES);
      NativeMemory.putLong(arena.address(ref), ref);
      NativeMemory.putLong(arena.address(ref) + BLOCK_BYTES - Long.BYTES, ref);
      blocks.add(ref);
    }
  }

  private void runBackground() {
    while (!background.isEmpty()) {
      background.remove().run();
    }
  }

  private void growSteadilyTo(long bytes) {
    while (arena.usedBytes() < bytes) {
      growTo(arena.usedBytes() + BLOCK_BYTES);
      runBackground();
    }
  }

  private void assertWhole() {
    for (long ref : blocks) {
      assertThat(NativeMemory.getLong(arena.address(ref))).isEqualTo(ref);
      assertThat(NativeMemory.getLong(arena.address(ref) + BLOCK_BYTES - Long.BYTES))
          .isEqualTo(ref);
    }
  }

  private void freeAll() {
    blocks.forEach(arena::free);
    blocks.clear();
  }

  @Test
  void aSmallHeapFillsInNothing() {
    start();
    growTo(PagesAhead.MIN_HEAP_BYTES / 2);
    assertThat(started).isZero();
  }

  @Test
  void aGrowingHeapIsAheadOfItselfAgainAndAgain() {
    start();
    growSteadilyTo(128L << 20);
    assertThat(started).isGreaterThan(10);
    assertWhole();
  }

  @Test
  void oneRequestIsUnderWayAtATimeAndAHeapThatIsFasterIsNotHarmed() {
    start();
    growTo(96L << 20);
    assertThat(started).isEqualTo(1);
    runBackground();
    growTo(200L << 20);
    assertThat(started).isEqualTo(2);
    runBackground();
    growTo(201L << 20);
    assertWhole();
  }

  @Test
  void memoryThatIsBeingFilledInIsGivenBackLaterOnly() {
    start();
    growTo(64L << 20);
    assertThat(background).isNotEmpty();
    freeAll();
    arena.releaseUnused();
    assertThat(arena.idleBytes()).isPositive();
    runBackground();
    arena.releaseUnused();
    assertThat(arena.idleBytes()).isZero();
    growTo(64L << 20);
    runBackground();
    growTo(96L << 20);
    assertWhole();
  }

  @Test
  void whatIsAheadOfAHeapAtRestIsGivenBack() throws IOException {
    start();
    growSteadilyTo(64L << 20);
    long grown = residentBytes();
    arena.releaseAhead(0);
    arena.releaseAhead(PagesAhead.REST_NANOS - 1);
    assertThat(residentBytes()).isGreaterThan(grown - PagesAhead.HUGE_BYTES / 2);
    arena.releaseAhead(PagesAhead.REST_NANOS);
    assertThat(residentBytes()).isLessThan(grown - PagesAhead.HUGE_BYTES / 2);
    assertWhole();
    int before = started;
    growSteadilyTo(128L << 20);
    assertThat(started).isGreaterThan(before);
    assertWhole();
  }

  @Test
  void growthPutsRestOff() throws IOException {
    start();
    growSteadilyTo(64L << 20);
    arena.releaseAhead(0);
    growSteadilyTo(65L << 20);
    long grown = residentBytes();
    arena.releaseAhead(PagesAhead.REST_NANOS);
    assertThat(residentBytes()).isGreaterThan(grown - PagesAhead.HUGE_BYTES / 2);
  }

  /** Of the arena alone; whatever else the process does does not count. */
  private long residentBytes() throws IOException {
    long base = arena.address(0);
    long resident = 0;
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] range = line.split("[ -]", 3);
        long from = Long.parseUnsignedLong(range[0], 16);
        inside = from >= base && from < base + RESERVED_BYTES;
      } else if (inside && line.startsWith("Rss:")) {
        resident += Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return resident;
  }

  @Test
  void aSystemThatRefusesIsNotAskedAgain() {
    able = false;
    start();
    growTo(64L << 20);
    runBackground();
    growTo(256L << 20);
    assertThat(started).isEqualTo(1);
    assertWhole();
  }

  @Test
  void theEndOfTheReservationIsKept() {
    start();
    try {
      growTo(2 * RESERVED_BYTES);
    } catch (OutOfNativeMemoryException full) {
      runBackground();
    }
    assertThat(arena.usedBytes()).isGreaterThan(RESERVED_BYTES * 9 / 10);
    assertWhole();
  }
}
