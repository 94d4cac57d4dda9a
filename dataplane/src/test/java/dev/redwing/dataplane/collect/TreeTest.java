package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tree against an ArrayList, with leaves of a few numbers of 16 bytes, so that a few thousand make
 * it three levels deep. Every test ends with zero live bytes.
 */
class TreeTest {
  private static final int ELEMENT_BYTES = 16;
  private static final int LEAF_ELEMENTS = 4;

  private final Arena arena = Arena.create(16L << 20);
  private final Epochs epochs = new Epochs(arena);
  private Tree tree = new Tree(arena, epochs, 0);
  private int keyBytes;
  private List<Long> model = new ArrayList<>();
  private final List<Long> cuttings = new ArrayList<>();
  private long nextValue;

  @AfterEach
  void nothingIsLeft() {
    TreeRemains remains = new TreeRemains(arena, epochs, keyBytes, tree.root());
    long[] elements = new long[1];
    while (remains.free(3, leaf -> elements[0] += Tree.elements(leaf))) {
      assertThat(remains.isEmpty()).isFalse();
    }
    assertThat(elements[0]).isEqualTo(model.size());
    freeCuttings();
    while (epochs.freeRetired(1000)) {
      // All of it.
    }
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    arena.close();
  }

  private void keys(int bytes) {
    keyBytes = bytes;
    tree = new Tree(arena, epochs, bytes);
  }

  // ---- leaves of numbers ----

  private static long element(long leaf, int index) {
    return leaf + Tree.HEADER_BYTES + (long) index * ELEMENT_BYTES;
  }

  private static long bytes(int elements) {
    return Tree.HEADER_BYTES + (long) elements * ELEMENT_BYTES;
  }

  private static void put(long leaf, int index, long value) {
    NativeMemory.putLong(element(leaf, index), value);
    NativeMemory.putLong(element(leaf, index) + Long.BYTES, ~value);
  }

  private static long value(long leaf, int index) {
    long value = NativeMemory.getLong(element(leaf, index));
    assertThat(NativeMemory.getLong(element(leaf, index) + Long.BYTES)).isEqualTo(~value);
    return value;
  }

  private long leafOf(long value) {
    long ref = tree.newLeaf(bytes(1));
    Tree.setElements(arena.address(ref), 1);
    put(arena.address(ref), 0, value);
    return ref;
  }

  /** Inserts a leaf of one: before or after the leaf at this rank, or in the empty tree. */
  private void insertLeaf(long rank, boolean after, long value) {
    long ref = leafOf(value);
    try {
      if (tree.isEmpty()) {
        tree.insertLeafAfter(ref);
        model.add(value);
        return;
      }
      tree.seekRank(rank);
      int at = (int) tree.leafStart();
      long current = tree.leaf();
      if (after) {
        tree.insertLeafAfter(ref);
        at += Tree.elements(tree.leafAddress());
      } else {
        tree.insertLeafBefore(ref);
      }
      assertThat(tree.leaf()).isEqualTo(current);
      model.add(at, value);
      int shift = after ? 0 : 1;
      assertThat(tree.leafStart()).isEqualTo(model.indexOf(value(tree.leafAddress(), 0)));
      assertThat(tree.seekRank(at + shift)).isZero();
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
  }

  private void insert(long rank, boolean after, long value) {
    int index = tree.seekRank(rank);
    if (index < 0 || Tree.elements(tree.leafAddress()) == LEAF_ELEMENTS) {
      insertLeaf(rank, after, value);
      return;
    }
    int elements = Tree.elements(tree.leafAddress());
    long leaf = tree.ownLeaf(bytes(elements), bytes(elements + 1));
    NativeMemory.copy(
        element(leaf, index), element(leaf, index + 1), (long) (elements - index) * ELEMENT_BYTES);
    put(leaf, index, value);
    Tree.setElements(leaf, elements + 1);
    tree.leafChanged();
    model.add((int) rank, value);
  }

  private void remove(long rank) {
    int index = tree.seekRank(rank);
    int elements = Tree.elements(tree.leafAddress());
    if (elements == 1) {
      removeLeaf(rank);
      return;
    }
    long leaf = tree.ownLeaf(bytes(elements), bytes(elements));
    NativeMemory.copy(
        element(leaf, index + 1),
        element(leaf, index),
        (long) (elements - index - 1) * ELEMENT_BYTES);
    Tree.setElements(leaf, elements - 1);
    tree.leafChanged();
    tree.shrinkLeaf(bytes(elements - 1));
    model.remove((int) rank);
  }

  private void removeLeaf(long rank) {
    tree.seekRank(rank);
    int start = (int) tree.leafStart();
    int elements = Tree.elements(tree.leafAddress());
    boolean followed = tree.removeLeaf();
    model.subList(start, start + elements).clear();
    assertThat(followed).isEqualTo(start < model.size());
    if (followed) {
      assertThat(value(tree.leafAddress(), 0)).isEqualTo(model.get(start));
      assertThat(tree.leafStart()).isEqualTo(start);
    } else if (!model.isEmpty()) {
      assertThat(tree.atLastLeaf()).isTrue();
      assertThat(tree.leafStart() + Tree.elements(tree.leafAddress())).isEqualTo(model.size());
    }
  }

  private void replaceLeaf(long rank, long value) {
    tree.seekRank(rank);
    int start = (int) tree.leafStart();
    int elements = Tree.elements(tree.leafAddress());
    long ref = leafOf(value);
    try {
      tree.replaceLeaf(ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    model.subList(start, start + elements).clear();
    model.add(start, value);
  }

  /** Takes out the whole leaves in a range that begins and ends in the middle of some, or not. */
  private void cut(RandomSource random) {
    int start = random.nextInt(model.size());
    int end = start + 1 + random.nextInt(random.nextInt(model.size() - start) + 1);
    int index = tree.seekRank(start);
    long from = index == 0 ? start : tree.leafStart() + Tree.elements(tree.leafAddress());
    tree.seekRank(end - 1);
    boolean whole = tree.leafStart() + Tree.elements(tree.leafAddress()) == end;
    long to = whole ? end : tree.leafStart();
    boolean cuts = tree.prepareCut(start, end);
    assertThat(cuts).isEqualTo(from < to);
    if (!cuts) {
      return;
    }
    epochs.reserve(100);
    long cutting = arena.allocate(Cutting.bytes(tree.depth()));
    Cutting.init(arena.address(cutting), epochs.current(), 0);
    cuttings.add(cutting);
    assertThat(tree.cutLeaves(arena.address(cutting))).isEqualTo(to - from);
    List<Long> gone = model.subList((int) from, (int) to);
    assertThat(elements(arena.address(cutting))).isEqualTo(gone);
    gone.clear();
  }

  private List<Long> elements(long cutting) {
    List<Long> elements = new ArrayList<>();
    FrozenTree part = new FrozenTree(arena, keyBytes);
    for (int i = 0; i < Cutting.count(cutting); i++) {
      part.attach(Cutting.root(cutting, i));
      for (long leaf = part.first(); leaf != 0; leaf = part.next()) {
        addAll(leaf, elements);
      }
    }
    return elements;
  }

  private void freeCuttings() {
    for (long ref : cuttings) {
      long cutting = arena.address(ref);
      while (Cutting.count(cutting) > 0) {
        long part = Cutting.removeLast(cutting);
        new TreeRemains(arena, epochs, keyBytes, part).free(Integer.MAX_VALUE, null);
      }
      arena.free(ref);
    }
    cuttings.clear();
  }

  private void change(RandomSource random, boolean growing) {
    if (!model.isEmpty() && random.nextInt(growing ? 500 : 30) == 0) {
      cut(random);
      return;
    }
    long value = nextValue++;
    long rank = model.isEmpty() ? 0 : random.nextInt(model.size());
    int choice = random.nextInt(100);
    if (model.isEmpty() || choice < (growing ? 65 : 25)) {
      insert(rank, random.nextInt(2) == 0, value);
    } else if (choice < (growing ? 75 : 30)) {
      insertLeaf(rank, random.nextInt(2) == 0, value);
    } else if (choice < 92) {
      remove(rank);
    } else if (choice < 96) {
      removeLeaf(rank);
    } else {
      replaceLeaf(rank, value);
    }
  }

  // ---- reading it back ----

  private void assertSame(String message) {
    tree.checkInvariants();
    assertThat(tree.count()).as(message).isEqualTo(model.size());
    assertThat(tree.isEmpty()).isEqualTo(model.isEmpty());
    List<Long> forwards = new ArrayList<>();
    for (boolean more = tree.seekFirst(); more; more = tree.nextLeaf()) {
      assertThat(tree.leafStart()).isEqualTo(forwards.size());
      addAll(tree.leafAddress(), forwards);
    }
    assertThat(forwards).as(message).isEqualTo(model);
    long end = model.size();
    for (boolean more = tree.seekLast(); more; more = tree.previousLeaf()) {
      end -= Tree.elements(tree.leafAddress());
      assertThat(tree.leafStart()).as(message).isEqualTo(end);
    }
    assertThat(end).isZero();
    assertThat(tree.seekRank(model.size())).isEqualTo(-1);
    assertThat(tree.seekRank(-1)).isEqualTo(-1);
  }

  private static void addAll(long leaf, List<Long> values) {
    for (int i = 0; i < Tree.elements(leaf); i++) {
      values.add(value(leaf, i));
    }
  }

  private static void addAllBackwards(long leaf, List<Long> values) {
    for (int i = Tree.elements(leaf) - 1; i >= 0; i--) {
      values.add(value(leaf, i));
    }
  }

  private void assertFrozen(long root, List<Long> expected) {
    FrozenTree frozen = new FrozenTree(arena, keyBytes);
    frozen.attach(root);
    assertThat(frozen.count()).isEqualTo(expected.size());
    List<Long> forwards = new ArrayList<>();
    for (long leaf = frozen.first(); leaf != 0; leaf = frozen.next()) {
      addAll(leaf, forwards);
    }
    assertThat(forwards).isEqualTo(expected);
    List<Long> backwards = new ArrayList<>();
    for (long leaf = frozen.last(); leaf != 0; leaf = frozen.previous()) {
      addAllBackwards(leaf, backwards);
    }
    assertThat(backwards.reversed()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1,0,200", "2,16,300", "3,0,20", "4,16,1000", "5,16,6000", "6,0,6000"})
  void behavesAsAListUnderRandomChangesAndSnapshots(long seed, int withKeys, int limit) {
    keys(withKeys);
    RandomSource random = new SplitMixRandom(seed);
    List<Long> atOpening = null;
    long rootAtOpening = 0;
    boolean growing = true;
    int maxDepth = 0;
    for (int step = 0; step < 30_000; step++) {
      growing = model.size() < limit && (growing || model.size() < limit / 20);
      tree.attach(tree.root());
      change(random, growing);
      maxDepth = Math.max(maxDepth, tree.depth());
      if (step % (limit <= 300 ? 10 : 1000) == 0) {
        assertSame("seed " + seed + ", step " + step);
      }
      if (random.nextInt(300) == 0) {
        if (atOpening == null) {
          epochs.open();
          rootAtOpening = tree.root();
          atOpening = List.copyOf(model);
        } else {
          assertFrozen(rootAtOpening, atOpening);
          freeCuttings();
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
    assertThat(maxDepth).isGreaterThanOrEqualTo(limit >= 1000 ? 2 : 1);
    assertSame("seed " + seed);
  }

  @Test
  void anotherThreadReadsTheSnapshotWhileTheTreeChanges() {
    keys(16);
    RandomSource random = new SplitMixRandom(7);
    for (int i = 0; i < 5000; i++) {
      insert(i / 2, true, nextValue++);
    }
    List<Long> atOpening = List.copyOf(model);
    epochs.open();
    long root = tree.root();
    CompletableFuture<Void> read =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 20; i++) {
                assertFrozen(root, atOpening);
              }
            });
    for (int i = 0; i < 20_000 || !read.isDone(); i++) {
      change(random, model.size() < 5000);
    }
    read.join();
    epochs.close();
    assertSame("after");
  }

  @Test
  void findsByKeyTheLastLeafThatBeginsBefore() {
    keys(16);
    for (int i = 0; i < 3000; i++) {
      insertLeaf(i, true, 10L * i);
    }
    for (int wanted = -5; wanted < 30_005; wanted += 5) {
      long bound = wanted;
      assertThat(tree.seekKey(key -> NativeMemory.getLong(key) < bound)).isTrue();
      long found = Math.max(0, Math.min((wanted + 9) / 10 - 1, 2999));
      assertThat(value(tree.leafAddress(), 0)).isEqualTo(10 * found);
      assertThat(tree.leafStart()).isEqualTo(found);
    }
  }

  @Test
  void appendingFillsInnerNodesAndSamplingEstimatesTheirBytes() {
    for (int i = 0; i < 10_000; i++) {
      insertLeaf(i, true, i);
    }
    assertThat(tree.depth()).isEqualTo(3);
    long exact = tree.ownedBytes(0);
    assertThat(exact + 16 * arena.liveBlocks()).isEqualTo(arena.usedBytes());
    assertThat(tree.ownedBytes(10)).isBetween(exact * 99 / 100, exact * 101 / 100);
    long innerBytes = exact - 10_000L * arena.capacity(tree.leaf());
    // 16 bytes an entry, an eighth for what stays free, an eighth for checked mode's canaries.
    assertThat(innerBytes).isLessThan(10_000 * 21L);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,16"})
  void survivesRunningOutOfMemoryAtAnyStep(long seed, int withKeys) {
    keys(withKeys);
    RandomSource random = new SplitMixRandom(seed);
    for (int i = 0; i < 3000; i++) {
      insert(i / 2, true, nextValue++);
    }
    int failures = 0;
    for (int round = 0; round < 20; round++) {
      List<Long> atOpening = List.copyOf(model);
      epochs.open();
      long rootAtOpening = tree.root();
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      for (int step = 0; step < 60; step++) {
        List<Long> before = List.copyOf(model);
        try {
          change(random, round % 2 == 0);
        } catch (OutOfNativeMemoryException e) {
          failures++;
          assertThat(model).isEqualTo(before);
        }
        assertSame("seed " + seed + ", round " + round + ", step " + step);
        scarcity.relax(random, 3);
      }
      assertFrozen(rootAtOpening, atOpening);
      scarcity.end();
      freeCuttings();
      epochs.close();
      while (epochs.freeRetired(1000)) {
        // All of it.
      }
    }
    assertThat(failures).isGreaterThan(50);
  }

  /** However much it is, a cut leaves a list of some hundred parts at most. */
  @Test
  void aCutThroughAllLevelsTakesWholeSubtrees() {
    keys(16);
    for (int i = 0; i < 12_000; i++) {
      insertLeaf(i, true, i);
    }
    assertThat(tree.depth()).isEqualTo(3);
    epochs.open();
    long root = tree.root();
    List<Long> atOpening = List.copyOf(model);
    assertThat(tree.prepareCut(5, 11_990)).isTrue();
    long cutting = arena.allocate(Cutting.bytes(tree.depth()));
    Cutting.init(arena.address(cutting), epochs.current(), 0);
    cuttings.add(cutting);
    assertThat(tree.cutLeaves(arena.address(cutting))).isEqualTo(11_985);
    model.subList(5, 11_990).clear();
    assertThat(Cutting.count(arena.address(cutting))).isLessThan(5 * TreeNode.FAN_OUT);
    assertThat(elements(arena.address(cutting))).isEqualTo(atOpening.subList(5, 11_990));
    assertSame("after the cut");
    assertThat(tree.depth()).isEqualTo(1);
    assertFrozen(root, atOpening);
    freeCuttings();
    epochs.close();
  }
}
