package dev.redwing.dataplane.type.zset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.Scarcity;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.type.zset.ZsetModel.Element;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sorted sets while memory runs out at any step, under snapshots or not: what fails has changed
 * nothing, and at the end nothing is left. The arena is checked.
 */
class ZsetScarcityTest {
  /** Nodes, leaves, inner nodes, segments, directories. */
  private static final int[] SIZES = {
    24, 29, 29, 40, 56, 72, 264, 312, 360, 424, 488, 520, 584, 680, 776, 872, 968, 1016, 1024, 1536,
    2048, 3072, 4096
  };

  private final Arena arena = Arena.create(32L << 20, true);
  private final Epochs epochs = new Epochs(arena);
  private final Cuttings cuttings = new Cuttings(arena, epochs);
  private long maxPack = 128;
  private final ZsetType zsets =
      new ZsetType(arena, epochs, cuttings, new ZsetType.Limits(() -> maxPack, () -> 64));
  private final ZsetWalk walk = new ZsetWalk(arena);
  private final StagedValue slot = new StagedValue();
  private final NativeBuffer word = new NativeBuffer(64);
  private final NativeBuffer frozenValue = new NativeBuffer(64 * 1024);
  private ZsetModel model = new ZsetModel(Map.of());

  @AfterEach
  void nothingIsLeft() {
    zsets.free(slot);
    while (cuttings.step(10)) {
      // All of it.
    }
    freeRetired();
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    arena.close();
    walk.close();
    slot.close();
    word.close();
    frozenValue.close();
  }

  private void freeRetired() {
    while (epochs.freeRetired(1000)) {
      // All of it.
    }
  }

  private long bytes(String member) {
    byte[] bytes = member.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, word.address(), bytes.length);
    return word.address();
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  // ---- changes, on both sides ----

  private void put(String member, double score) {
    Change change = zsets.put(slot, bytes(member), member.length(), score);
    if (change != Change.SAME) {
      model.scores().put(member, slot.encoding() == Encoding.LISTPACK ? score + 0.0 : score);
    }
  }

  private void remove(String member) {
    boolean removed = zsets.remove(slot, bytes(member), member.length());
    assertThat(removed).isEqualTo(model.scores().remove(member) != null);
  }

  private void removeRange(long start, long count) {
    List<Element> gone =
        model.ranked().subList((int) start, (int) Math.min(start + count, model.size()));
    assertThat(zsets.removeRange(slot, start, count)).isEqualTo(gone.size());
    gone.forEach(element -> model.scores().remove(element.member()));
  }

  private void change(Random random, int members, boolean growing) {
    int choice = random.nextInt(100);
    if (choice < (growing ? 70 : 35)) {
      put("m" + random.nextInt(members), ZsetModel.score(random, 500));
    } else if (choice < 95) {
      remove("m" + random.nextInt(members));
    } else if (model.size() > 0) {
      removeRange(random.nextInt(model.size()), random.nextInt(growing ? 20 : 200));
    }
  }

  // ---- looking ----

  private void assertSame(String message) {
    zsets.checkInvariants(slot);
    assertThat(contents(slot.encoding(), slot.address())).as(message).isEqualTo(model.scores());
    assertThat(ZsetType.size(slot)).isEqualTo(model.size());
  }

  private Map<String, Double> contents(int encoding, long value) {
    Map<String, Double> contents = new HashMap<>();
    walk.forEach(encoding, value, (m, length, score) -> contents.put(text(m, length), score));
    return contents;
  }

  // ---- tests ----

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void losesNothingWhenMemoryRunsOutAtAnyStep(long seed) {
    Random random = new Random(seed);
    RandomSource chance = new SplitMixRandom(seed);
    zsets.init(slot, Long.MAX_VALUE, 0);
    for (int i = 0; i < 3000; i++) {
      put("m" + i, ZsetModel.score(random, 500));
    }
    int failures = 0;
    for (int round = 0; round < 16; round++) {
      boolean frozen = round % 4 != 3;
      Map<String, Double> atOpening = Map.copyOf(model.scores());
      NativeMemory.copy(slot.address(), frozenValue.address(), slot.length());
      if (frozen) {
        epochs.open();
      }
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      for (int step = 0; step < 80; step++) {
        try {
          change(random, 6000, round % 2 == 0);
        } catch (OutOfNativeMemoryException e) {
          failures++;
        }
        if (step % 8 == 0) {
          assertSame("seed " + seed + ", round " + round + ", step " + step);
        }
        scarcity.relax(chance, 3);
      }
      assertSame("seed " + seed + ", round " + round);
      scarcity.end();
      if (frozen) {
        assertThat(contents(Encoding.SKIPLIST, frozenValue.address())).isEqualTo(atOpening);
        epochs.close();
      }
      freeRetired();
    }
    assertThat(failures).isGreaterThan(20);
  }

  /**
   * Here it is single blocks of the sizes that are needed which are there or not, so that a change
   * fails at each of its steps; all is frozen anew for every few.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void undoesWhatItHasBegunWhicheverBlockIsMissing(long seed) {
    Random random = new Random(seed);
    zsets.init(slot, Long.MAX_VALUE, 0);
    for (int i = 0; i < 700; i++) {
      put("m" + i, ZsetModel.score(random, 500));
    }
    int failures = 0;
    for (int round = 0; round < 150; round++) {
      List<Long> kept = new ArrayList<>();
      List<Long> given = new ArrayList<>();
      for (int i = 0; i < 20 * SIZES.length; i++) {
        // Of some sizes all are there in the end, of some none, of some a few.
        boolean isGiven = random.nextInt(20) < (round * 31 + i % SIZES.length * 17) % 23;
        (isGiven ? given : kept).add(arena.allocate(SIZES[i % SIZES.length]));
      }
      epochs.open();
      // Or else this chunk of a list would mostly be what is missing.
      epochs.reserve(500);
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      given.forEach(arena::free);
      for (int step = 0; step < 12; step++) {
        try {
          change(random, 1400, model.size() < 700);
        } catch (OutOfNativeMemoryException e) {
          failures++;
        }
        assertSame("seed " + seed + ", round " + round + ", step " + step);
      }
      kept.forEach(arena::free);
      scarcity.end();
      epochs.close();
      freeRetired();
    }
    assertThat(failures).isGreaterThan(200);
  }

  /** A listpack's slot is outside of the arena here: only the tables' blocks can be missing. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void staysAListpackWhenThereIsNoMemoryForATable(boolean frozen) {
    Random random = new Random(5);
    RandomSource chance = new SplitMixRandom(5);
    ZsetType.init(slot);
    for (int i = 0; i < 128; i++) {
      put("m" + i, ZsetModel.score(random, 50));
    }
    if (frozen) {
      epochs.open();
    }
    Scarcity scarcity = new Scarcity(arena);
    scarcity.begin();
    int failures = 0;
    while (slot.encoding() == Encoding.LISTPACK) {
      long used = arena.usedBytes();
      try {
        put("another", 7);
      } catch (OutOfNativeMemoryException e) {
        failures++;
        assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
        assertThat(arena.usedBytes()).isEqualTo(used);
        assertSame("after failure " + failures);
      }
      scarcity.relax(chance, 40);
    }
    assertThat(failures).isGreaterThan(3);
    assertSame("as a table");
    scarcity.end();
    if (frozen) {
      epochs.close();
    }
  }

  @Test
  void aResultThatIsSmallEnoughGoesBackToAListpack() {
    zsets.init(slot, 129, 0);
    for (int i = 0; i < 128; i++) {
      put("m" + i, i % 7);
    }
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    zsets.toPackIfSmall(slot, 65, 400);
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    maxPack = 127;
    zsets.toPackIfSmall(slot, 4, 400);
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    maxPack = 128;
    zsets.toPackIfSmall(slot, 4, 400);
    assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    assertSame("as a listpack");
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void aSetThatWillBeLargeIsATableAtOnce() {
    ZsetType.init(slot);
    put("a", 1);
    zsets.expect(slot, 128, 64);
    assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    zsets.expect(slot, 129, 1);
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    assertSame("as a table");
    zsets.free(slot);
    zsets.init(slot, 1, 65);
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    zsets.init(slot, 128, 64);
    assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    model = new ZsetModel(Map.of());
    for (int i = 0; i < 128; i++) {
      put("m" + i, i);
      assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    }
    put("m1", 500);
    assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    maxPack = 127;
    zsets.limit(slot);
    assertThat(slot.encoding()).isEqualTo(Encoding.SKIPLIST);
    assertSame("limited");
  }
}
