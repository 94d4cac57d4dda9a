package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks against an ArrayList. Every test ends with zero live bytes. */
class ChunksTest {
  private final Arena arena = Arena.create(64L << 20);
  private final Epochs epochs = new Epochs(arena);
  private final Cuttings cuttings = new Cuttings(arena, epochs);
  private final Chunks chunks = new Chunks(arena, epochs, cuttings);
  private final NativeBuffer scratch = new NativeBuffer(1 << 20);
  private final List<String> model = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    TreeRemains remains = Chunks.remains(arena, epochs, chunks.root());
    while (remains.free(10, null)) {
      assertThat(remains.isEmpty()).isFalse();
    }
    while (cuttings.step(10) || epochs.freeRetired(1000)) {
      // All of it.
    }
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    arena.close();
    scratch.close();
  }

  private long write(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, scratch.address(), bytes.length);
    return scratch.address();
  }

  private static String read(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  private String current() {
    return chunks.isInteger()
        ? Long.toString(chunks.integer())
        : read(chunks.stringAddress(), chunks.stringLength());
  }

  private static String value(RandomSource random, int size) {
    return switch (random.nextInt(20)) {
      case 0 -> "";
      case 1 -> "x".repeat(random.nextInt(3000));
      case 2 -> "y".repeat(size);
      case 3, 4, 5, 6 -> Long.toString(random.nextLong() >> random.nextInt(64));
      default -> "v" + Integer.toString(random.nextInt(1 << 30), 36);
    };
  }

  // ---- changes, on both sides ----

  private void pushTail(String value) {
    chunks.pushTail(write(value), value.length());
    model.add(value);
  }

  private void pushHead(String value) {
    chunks.pushHead(write(value), value.length());
    model.addFirst(value);
  }

  private void assertCurrent(int index) {
    assertThat(chunks.index()).isEqualTo(index);
    assertThat(current()).isEqualTo(model.get(index));
  }

  private void insert(int index, boolean after, String value) {
    assertThat(chunks.seek(index)).isTrue();
    if (after) {
      chunks.insertAfter(write(value), value.length());
      model.add(index + 1, value);
      assertCurrent(index);
    } else {
      chunks.insertBefore(write(value), value.length());
      model.add(index, value);
      assertCurrent(index + 1);
    }
  }

  private void set(int index, String value) {
    assertThat(chunks.seek(index)).isTrue();
    chunks.set(write(value), value.length());
    model.set(index, value);
    assertCurrent(index);
  }

  private void remove(int index, int times) {
    boolean more = chunks.seek(index);
    for (int i = 0; i < times && more; i++) {
      more = chunks.remove();
      model.remove(index);
      assertThat(more).isEqualTo(index < model.size());
      if (more) {
        assertCurrent(index);
      }
    }
  }

  private void removeRange(int start, int count) {
    long removed = chunks.removeRange(start, count);
    int from = Math.min(start, model.size());
    List<String> range = model.subList(from, Math.min(start + count, model.size()));
    assertThat(removed).isEqualTo(range.size());
    range.clear();
  }

  private void keepRange(int start, int count) {
    removeRange(start + count, model.size());
    removeRange(0, start);
  }

  private void change(RandomSource random, int large, boolean growing) {
    String value = value(random, large);
    int index = model.isEmpty() ? 0 : random.nextInt(model.size());
    int choice = random.nextInt(100);
    if (model.isEmpty() || choice < 10) {
      pushTail(value);
    } else if (choice < 20) {
      pushHead(value);
    } else if (choice < (growing ? 70 : 30)) {
      insert(index, random.nextInt(2) == 0, value);
    } else if (choice < 80) {
      set(index, value);
    } else if (choice < 96) {
      remove(index, random.nextInt(growing ? 3 : 8));
    } else if (growing) {
      removeRange(index, random.nextInt(10));
    } else if (choice < 99) {
      removeRange(index, random.nextInt(600));
    } else {
      int start = random.nextInt(Math.min(20, model.size()));
      keepRange(start, Math.max(0, model.size() - random.nextInt(60)));
    }
  }

  // ---- looking ----

  private void assertSame(String message) {
    chunks.checkInvariants();
    assertThat(chunks.count()).as(message).isEqualTo(model.size());
    assertThat(chunks.count() == 0).isEqualTo(model.isEmpty());
    List<String> forwards = new ArrayList<>();
    for (boolean more = chunks.seekFirst(); more; more = chunks.next()) {
      assertThat(chunks.index()).isEqualTo(forwards.size());
      forwards.add(current());
    }
    assertThat(forwards).as(message).isEqualTo(model);
    List<String> backwards = new ArrayList<>();
    for (boolean more = chunks.seekLast(); more; more = chunks.previous()) {
      backwards.add(current());
    }
    assertThat(backwards.reversed()).as(message).isEqualTo(model);
    assertThat(chunks.seek(model.size())).isFalse();
    assertThat(chunks.seek(-1)).isFalse();
  }

  private void assertFrozen(long root, List<String> expected) {
    FrozenTree frozen = Chunks.frozenTree(arena);
    frozen.attach(root);
    assertThat(frozen.count()).isEqualTo(expected.size());
    List<String> found = new ArrayList<>();
    for (long leaf = frozen.first(); leaf != 0; leaf = frozen.next()) {
      addAll(leaf, found);
    }
    assertThat(found).isEqualTo(expected);
  }

  private static void addAll(long leaf, List<String> values) {
    if (ChunkLeaf.isPlain(leaf)) {
      values.add(read(ChunkLeaf.plainAddress(leaf), ChunkLeaf.plainLength(leaf)));
      return;
    }
    long pack = ChunkLeaf.pack(leaf);
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
      values.add(
          ListPack.isInteger(pack, at)
              ? Long.toString(ListPack.integer(pack, at))
              : read(ListPack.stringAddress(pack, at), ListPack.stringLength(pack, at)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,-1,300,5000",
    "2,-2,3000,9000",
    "3,-5,9000,70000",
    "4,1,100,300",
    "5,4,2000,9000",
    "6,128,4000,300",
    "7,-2,60,20000"
  })
  void behavesAsAListUnderRandomChangesAndSnapshots(
      long seed, int limit, int size, int largeBytes) {
    RandomSource random = new SplitMixRandom(seed);
    chunks.setLimit(new ListLimit(limit));
    List<String> atOpening = null;
    long rootAtOpening = 0;
    boolean growing = true;
    for (int step = 0; step < 12_000; step++) {
      growing = model.size() < size && (growing || model.size() < size / 20);
      chunks.attach(chunks.root(), chunks.count());
      change(random, largeBytes, growing);
      if (step % (size <= 300 ? 20 : 1000) == 0) {
        assertSame("seed " + seed + ", step " + step);
      }
      if (random.nextInt(300) == 0) {
        if (atOpening == null) {
          epochs.open();
          rootAtOpening = chunks.root();
          atOpening = List.copyOf(model);
        } else {
          assertFrozen(rootAtOpening, atOpening);
          epochs.close();
          atOpening = null;
        }
      }
      epochs.freeRetired(3);
    }
    if (atOpening != null) {
      assertFrozen(rootAtOpening, atOpening);
      epochs.close();
    }
    assertSame("seed " + seed);
  }

  @Test
  void anotherThreadReadsTheSnapshotWhileTheListChanges() {
    RandomSource random = new SplitMixRandom(9);
    for (int i = 0; i < 8000; i++) {
      pushTail(value(random, 9000));
    }
    List<String> atOpening = List.copyOf(model);
    epochs.open();
    long root = chunks.root();
    CompletableFuture<Void> read =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 5; i++) {
                assertFrozen(root, atOpening);
              }
            });
    for (int i = 0; i < 5000 || !read.isDone(); i++) {
      change(random, 9000, model.size() < 8000);
    }
    read.join();
    epochs.close();
    assertSame("after");
  }

  @Test
  void findsElementsOfEitherKind() {
    pushTail("12");
    pushTail("abc");
    pushTail("z".repeat(9000));
    assertThat(chunks.seek(0)).isTrue();
    assertThat(chunks.isInteger()).isTrue();
    assertThat(chunks.equalTo(write("12"), 2)).isTrue();
    assertThat(chunks.equalTo(write("012"), 3)).isFalse();
    assertThat(chunks.next()).isTrue();
    assertThat(chunks.equalTo(write("abc"), 3)).isTrue();
    assertThat(chunks.equalTo(write("abd"), 3)).isFalse();
    assertThat(chunks.next()).isTrue();
    assertThat(chunks.equalTo(write("z".repeat(9000)), 9000)).isTrue();
    assertThat(chunks.equalTo(write("z".repeat(9001)), 9001)).isFalse();
    assertThat(chunks.next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, -3, -4, -5, 1, 100})
  void leavesKeepToTheLimitAndPushingFillsThem(int setting) {
    ListLimit limit = new ListLimit(setting);
    chunks.setLimit(limit);
    for (int i = 0; i < 5000; i++) {
      pushTail("value " + i);
      pushHead("value " + i);
    }
    FrozenTree leaves = Chunks.frozenTree(arena);
    leaves.attach(chunks.root());
    int count = 0;
    for (long leaf = leaves.first(); leaf != 0; leaf = leaves.next()) {
      assertThat(limit.exceeds(ListPack.bytes(ChunkLeaf.pack(leaf)), Tree.elements(leaf)))
          .isFalse();
      count++;
    }
    long bytes = model.stream().mapToLong(value -> value.length() + 2L).sum();
    long fewest = Math.max(bytes / limit.maxBytes(), model.size() / limit.maxElements());
    assertThat(count).isBetween((int) fewest, (int) (fewest * 11 / 10 + 3));
  }

  /**
   * The bounds where valkey-server 8.0.1 changes a list's OBJECT ENCODING, and begins to write
   * plain nodes in DUMP, for each value of list-max-listpack-size. (Redis 7.0 knows no plain nodes
   * below 1 GiB.)
   */
  @ParameterizedTest
  @CsvSource({
    "-1,4096,2147483647",
    "-2,8192,2147483647",
    "-3,16384,2147483647",
    "-4,32768,2147483647",
    "-5,65536,2147483647",
    "-9,65536,2147483647",
    "0,8192,1",
    "1,8192,1",
    "128,8192,128"
  })
  void limitsAreThoseOfQuicklist(int setting, int bytes, int elements) {
    ListLimit limit = new ListLimit(setting);
    assertThat(limit.exceeds(bytes, elements)).isFalse();
    assertThat(limit.exceeds(bytes + 1, 1)).isTrue();
    assertThat(limit.exceeds(1, elements + 1L)).isTrue();
    assertThat(limit.isLarge(bytes)).isFalse();
    assertThat(limit.isLarge(bytes + 1)).isTrue();
  }

  @Test
  void loadsListpacksAsTheyAreAndTooLargeOnesInPieces() {
    long pack = scratch.address();
    ListPack.init(pack);
    try (NativeBuffer text = new NativeBuffer(64)) {
      for (int i = 0; i < 20_000; i++) {
        String value = i % 2 == 0 ? "text " + i : Integer.toString(i * 1000);
        NativeMemory.copyIn(
            value.getBytes(StandardCharsets.ISO_8859_1), 0, text.address(), value.length());
        ListPack.insert(pack, ListPack.NONE, text.address(), value.length());
        model.add(value);
        if (i == 1000) {
          chunks.appendPack(pack);
          assertSame("one leaf");
          assertThat(Tree.elements(chunksFirstLeaf())).isEqualTo(1001);
          ListPack.init(pack);
        }
      }
    }
    chunks.appendPack(pack);
    ListPack.init(pack);
    chunks.appendPack(pack);
    assertSame("pieces");
    chunks.appendPlain(write("plain"), 5);
    model.add("plain");
    pushTail("behind it");
    assertSame("plain");
    assertThat(chunks.seek(model.size() - 2)).isTrue();
    chunks.set(write("7"), 1);
    model.set(model.size() - 2, "7");
    assertSame("no longer plain");
  }

  private long chunksFirstLeaf() {
    FrozenTree leaves = Chunks.frozenTree(arena);
    leaves.attach(chunks.root());
    return leaves.first();
  }

  @Test
  void removingGivesMemoryBackAndLeavesNoCrumbs() {
    for (int i = 0; i < 50_000; i++) {
      pushTail("value " + i);
    }
    for (int i = 0; i < 48; i++) {
      removeRange(40 * i, 1000);
    }
    assertSame("removed");
    assertThat(model).hasSize(2000);
    assertThat(chunks.ownedBytes(0)).isLessThan(2000 * 40L);
    removeRange(0, 2000);
    assertThat(chunks.root()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aQueueStaysSmall(long seed) {
    RandomSource random = new SplitMixRandom(seed);
    long most = 0;
    for (int i = 0; i < 50_000; i++) {
      pushTail("value " + i);
      if (model.size() > 200 + random.nextInt(3)) {
        assertThat(chunks.seekFirst()).isTrue();
        assertThat(current()).isEqualTo(model.removeFirst());
        chunks.remove();
      }
      most = Math.max(most, chunks.ownedBytes(0));
    }
    assertThat(most).isLessThan(3 * 8192);
    assertSame("seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void survivesRunningOutOfMemoryAtAnyStep(long seed) {
    RandomSource random = new SplitMixRandom(seed);
    for (int i = 0; i < 4000; i++) {
      pushTail(value(random, 9000));
    }
    int failures = 0;
    for (int round = 0; round < 8; round++) {
      List<String> atOpening = List.copyOf(model);
      epochs.open();
      long rootAtOpening = chunks.root();
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      for (int step = 0; step < 60; step++) {
        List<String> before = List.copyOf(model);
        boolean failed = false;
        try {
          change(random, 9000, true);
        } catch (OutOfNativeMemoryException e) {
          failed = true;
        }
        if (failed) {
          failures++;
          assertNothingButAPrefixOfARangeIsGone(before);
        }
        scarcity.relax(random, 3);
      }
      assertSame("seed " + seed + ", round " + round);
      assertFrozen(rootAtOpening, atOpening);
      scarcity.end();
      epochs.close();
      while (epochs.freeRetired(1000)) {
        // All of it.
      }
    }
    assertThat(failures).isGreaterThan(20);
  }

  /** A removal that failed may have been half done: the model follows. */
  private void assertNothingButAPrefixOfARangeIsGone(List<String> before) {
    chunks.checkInvariants();
    int count = (int) chunks.count();
    assertThat(count).isBetween(before.size() - 10, before.size());
    List<String> now = new ArrayList<>();
    for (boolean more = chunks.seekFirst(); more; more = chunks.next()) {
      now.add(current());
    }
    int same = 0;
    while (same < count && now.get(same).equals(before.get(same))) {
      same++;
    }
    assertThat(now.subList(same, count))
        .isEqualTo(before.subList(before.size() - (count - same), before.size()));
    model.clear();
    model.addAll(now);
  }
}
