package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranking against a sorted ArrayList. Every test ends with zero live bytes. */
class RankingTest {
  private record Element(double score, String member) {
    // Compared as numbers: 0.0 and -0.0 are the same place.
    static final Comparator<Element> ORDER =
        (a, b) -> a.score < b.score ? -1 : a.score > b.score ? 1 : a.member.compareTo(b.member);
  }

  private final Arena arena = Arena.create(32L << 20);
  private final Epochs epochs = new Epochs(arena);
  private final Ranking ranking = new Ranking(arena, epochs);
  private final long scratch = arena.allocate(256);
  private final List<Element> model = new ArrayList<>();
  private final Map<String, Long> refs = new HashMap<>();

  /** What was cut out, until the end. */
  private final List<Long> cuttings = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    TreeRemains remains = Ranking.remains(arena, epochs, ranking.root());
    while (remains.free(10, null)) {
      assertThat(remains.isEmpty()).isFalse();
    }
    for (long ref : cuttings) {
      long cutting = arena.address(ref);
      while (Cutting.count(cutting) > 0) {
        Ranking.remains(arena, epochs, Cutting.removeLast(cutting)).free(Integer.MAX_VALUE, null);
      }
      arena.free(ref);
    }
    refs.values().forEach(epochs::retire);
    while (epochs.freeRetired(1000)) {
      // All of it.
    }
    arena.free(scratch);
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    arena.close();
  }

  // ---- members ----

  private long node(String member) {
    long ref = arena.allocate(Node.HEADER_BYTES + member.length() + 1L);
    long address = arena.address(ref);
    NativeMemory.putInt(address + Node.EPOCH, epochs.current());
    NativeMemory.putInt(address + Node.META, 0);
    NativeMemory.putInt(address + Node.KEY_LENGTH, member.length());
    NativeMemory.putInt(address + Node.VALUE_LENGTH, 0);
    byte[] bytes = member.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, address + Node.HEADER_BYTES, bytes.length);
    return ref;
  }

  private static String member(long nodeAddress) {
    return new String(
        NativeMemory.toBytes(Node.keyAddress(nodeAddress), Node.keyLength(nodeAddress)),
        StandardCharsets.ISO_8859_1);
  }

  private long bytes(String member) {
    byte[] bytes = member.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, arena.address(scratch), bytes.length);
    return arena.address(scratch);
  }

  private long ref(String member) {
    return refs.getOrDefault(member, 0L);
  }

  /** There is memory to note it: reserved, or not needed. */
  private void forget(String member) {
    epochs.retire(ref(member));
    refs.remove(member);
  }

  private Element current() {
    return new Element(ranking.score(), member(arena.address(ranking.memberRef())));
  }

  private static double score(RandomSource random, int scores) {
    return switch (random.nextInt(scores + 3)) {
      case 0 -> Double.NEGATIVE_INFINITY;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> random.nextInt(2) == 0 ? 0.0 : -0.0;
      default -> (random.nextInt(scores) - scores / 2) / 4.0;
    };
  }

  // ---- changes, on both sides ----

  private int place(Element element) {
    int low = 0;
    int high = model.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Element.ORDER.compare(model.get(middle), element) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void insert(double score, String member) {
    long ref = node(member);
    try {
      ranking.insert(score, ref);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    refs.put(member, ref);
    Element element = new Element(score, member);
    model.add(place(element), element);
  }

  private void remove(Element element) {
    epochs.reserve(50);
    assertThat(ranking.remove(element.score, ref(element.member))).isTrue();
    model.remove(place(element));
    forget(element.member);
  }

  private void changeScore(Element element, double score) {
    ranking.changeScore(element.score, score, ref(element.member));
    model.remove(place(element));
    Element changed = new Element(score, element.member);
    model.add(place(changed), changed);
  }

  private void move(Element element) {
    epochs.reserve(1);
    long ref = node(element.member);
    try {
      ranking.replace(element.score, ref(element.member), ref);
      epochs.reserve(1);
    } catch (OutOfNativeMemoryException e) {
      arena.free(ref);
      throw e;
    }
    forget(element.member);
    refs.put(element.member, ref);
  }

  private void removeRange(long start, long wanted) {
    long count = Math.min(wanted, model.size() - start);
    if (count == 0) {
      return;
    }
    boolean cuts = ranking.prepareRemoval(start, count);
    epochs.reserve(500);
    long cutting = 0;
    if (cuts) {
      cutting = arena.allocate(Cutting.bytes(ranking.depth()));
      Cutting.init(arena.address(cutting), epochs.current(), 0);
      cuttings.add(cutting);
    }
    List<String> shown = new ArrayList<>();
    ranking.removeRange(
        start,
        count,
        cuts ? arena.address(cutting) : 0,
        ref -> shown.add(member(arena.address(ref))));
    assertThat(shown.size()).isLessThanOrEqualTo(Ranking.MAX_SHOWN);
    if (cuts) {
      shown.addAll(cutMembers(arena.address(cutting)));
    }
    List<Element> gone = model.subList((int) start, (int) (start + count));
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(gone.stream().map(e -> e.member).toList());
    gone.clear();
    shown.forEach(this::forget);
  }

  private List<String> cutMembers(long cutting) {
    List<String> members = new ArrayList<>();
    FrozenRanking part = new FrozenRanking(arena);
    for (int i = 0; i < Cutting.count(cutting); i++) {
      part.attach(Cutting.root(cutting, i));
      for (boolean more = part.first(); more; more = part.next()) {
        members.add(member(part.memberAddress()));
      }
    }
    return members;
  }

  private void change(RandomSource random, int members, int scores, boolean growing) {
    String member = "m" + Integer.toString(random.nextInt(members), 36);
    int choice = random.nextInt(100);
    if (!refs.containsKey(member)) {
      if (growing || choice < 30) {
        insert(score(random, scores), member);
      }
      return;
    }
    Element element = model.get(random.nextInt(model.size()));
    if (choice < (growing ? 20 : 60)) {
      remove(element);
    } else if (choice < 85) {
      changeScore(element, score(random, scores));
    } else if (choice < 97) {
      move(element);
    } else {
      removeRange(random.nextInt(model.size()), random.nextInt(growing ? 20 : 300));
    }
  }

  // ---- looking ----

  private void assertSame(RandomSource random, String message) {
    ranking.checkInvariants();
    assertThat(ranking.count()).as(message).isEqualTo(model.size());
    List<Element> forwards = new ArrayList<>();
    for (boolean more = ranking.seekFirst(); more; more = ranking.next()) {
      assertThat(ranking.rank()).isEqualTo(forwards.size());
      forwards.add(current());
    }
    assertThat(forwards).as(message).isEqualTo(model);
    List<Element> backwards = new ArrayList<>();
    for (boolean more = ranking.seekLast(); more; more = ranking.previous()) {
      backwards.add(current());
    }
    assertThat(backwards).as(message).isEqualTo(model.reversed());
    for (int i = 0; i < 20; i++) {
      assertFinds(random, message);
    }
  }

  private void assertFinds(RandomSource random, String message) {
    int rank = random.nextInt(model.size() + 1);
    assertFound(ranking.seekRank(rank), rank, message);
    if (rank < model.size()) {
      Element element = model.get(rank);
      assertThat(ranking.rank(element.score, ref(element.member))).isEqualTo(rank);
      if (element.score != 17) {
        assertThat(ranking.rank(17, ref(element.member))).isEqualTo(-1);
      }
    }
    double bound = score(random, 40);
    int first = 0;
    while (first < model.size() && model.get(first).score < bound) {
      first++;
    }
    int behind = first;
    while (behind < model.size() && model.get(behind).score == bound) {
      behind++;
    }
    assertFound(ranking.seekAtLeast(bound, false), first, message);
    assertFound(ranking.seekAtLeast(bound, true), behind, message);
    assertFound(ranking.seekAtMost(bound, false), behind - 1, message);
    assertFound(ranking.seekAtMost(bound, true), first - 1, message);
  }

  private void assertFound(boolean found, int rank, String message) {
    assertThat(found).as(message).isEqualTo(rank >= 0 && rank < model.size());
    if (found) {
      assertThat(ranking.rank()).as(message).isEqualTo(rank);
      assertThat(current()).as(message).isEqualTo(model.get(rank));
    }
  }

  private void assertFrozen(long root, List<Element> expected) {
    FrozenRanking frozen = new FrozenRanking(arena);
    frozen.attach(root);
    assertThat(frozen.count()).isEqualTo(expected.size());
    List<Element> found = new ArrayList<>();
    for (boolean more = frozen.first(); more; more = frozen.next()) {
      found.add(new Element(frozen.score(), member(frozen.memberAddress())));
    }
    assertThat(found).isEqualTo(expected);
    found.clear();
    for (boolean more = frozen.last(); more; more = frozen.previous()) {
      found.add(new Element(frozen.score(), member(frozen.memberAddress())));
    }
    assertThat(found.reversed()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1,150,6", "2,400,1000", "3,4000,3", "4,10000,100000", "5,3000,40"})
  void behavesAsASortedListUnderRandomChangesAndSnapshots(long seed, int members, int scores) {
    RandomSource random = new SplitMixRandom(seed);
    List<Element> atOpening = null;
    long rootAtOpening = 0;
    boolean growing = true;
    for (int step = 0; step < 20_000; step++) {
      growing = model.size() < members * 2 / 3 && (growing || model.size() < members / 20);
      ranking.attach(ranking.root());
      change(random, members, scores, growing);
      if (step % (members <= 400 ? 20 : 1000) == 0) {
        assertSame(random, "seed " + seed + ", step " + step);
      }
      if (random.nextInt(300) == 0) {
        if (atOpening == null) {
          epochs.open();
          rootAtOpening = ranking.root();
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
    assertSame(random, "seed " + seed);
  }

  @Test
  void anotherThreadReadsTheSnapshotWhileTheSetChanges() {
    RandomSource random = new SplitMixRandom(8);
    for (int i = 0; i < 8000; i++) {
      insert(score(random, 500), "m" + Integer.toString(i, 36));
    }
    List<Element> atOpening = List.copyOf(model);
    epochs.open();
    long root = ranking.root();
    CompletableFuture<Void> read =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 20; i++) {
                assertFrozen(root, atOpening);
              }
            });
    for (int i = 0; i < 15_000 || !read.isDone(); i++) {
      change(random, 16_000, 500, model.size() < 8000);
    }
    read.join();
    epochs.close();
    assertSame(random, "after");
  }

  @Test
  void findsMembersByTheirBytesWhereScoresAreEqual() {
    for (int i = 0; i < 1000; i++) {
      insert(0, "m" + Integer.toString(2 * i, 36));
    }
    for (int i = -1; i <= 2000; i++) {
      String wanted = i < 0 ? "" : i == 2000 ? "n" : "m" + Integer.toString(i, 36);
      int first = place(new Element(0, wanted));
      boolean there = first < model.size() && model.get(first).member.equals(wanted);
      int behind = there ? first + 1 : first;
      long address = bytes(wanted);
      int length = wanted.length();
      assertFound(ranking.seekMemberAtLeast(address, length, false), first, wanted);
      assertFound(ranking.seekMemberAtLeast(address, length, true), behind, wanted);
      assertFound(ranking.seekMemberAtMost(address, length, false), behind - 1, wanted);
      assertFound(ranking.seekMemberAtMost(address, length, true), first - 1, wanted);
    }
  }

  @Test
  void isBuiltFromSortedElementsWithLittleWaste() {
    for (int i = 0; i < 20_000; i++) {
      Element element = new Element(Math.floor(i / 3.0), "m" + (100_000 + i));
      long ref = node(element.member);
      ranking.append(element.score, ref);
      refs.put(element.member, ref);
      model.add(element);
    }
    assertSame(new SplitMixRandom(1), "built");
    assertThat(ranking.ownedBytes(0)).isLessThan(20_000 * 19L);
    insert(7, "zzz");
    assertSame(new SplitMixRandom(1), "and changed");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void risingAndFallingScoresFillTheLeaves(int direction) {
    for (int i = 0; i < 20_000; i++) {
      insert((double) direction * i, "m" + i);
    }
    ranking.checkInvariants();
    assertThat(ranking.ownedBytes(0)).isLessThan(20_000 * 20L);
  }

  @Test
  void removingRangesGivesMemoryBackAndLeavesNoCrumbs() {
    for (int i = 0; i < 20_000; i++) {
      insert(i, "m" + i);
    }
    for (int i = 0; i < 90; i++) {
      removeRange(10L * i, 200);
    }
    assertSame(new SplitMixRandom(1), "removed");
    assertThat(model).hasSize(2000);
    assertThat(ranking.ownedBytes(0)).isLessThan(2000 * 40L);
    removeRange(0, Long.MAX_VALUE);
    assertThat(ranking.isEmpty()).isTrue();
    assertThat(ranking.root()).isZero();
  }

  @Test
  void refusesWhatIsNotANumber() {
    insert(1, "a");
    assertThatThrownBy(() -> ranking.insert(Double.NaN, ref("a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ranking.changeScore(1, Double.NaN, ref("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equalScoresOfDifferentSignAreOneAndTheLastWrittenIsKept() {
    insert(0.0, "a");
    ranking.changeScore(0.0, -0.0, ref("a"));
    assertThat(ranking.seekFirst()).isTrue();
    assertThat(Double.doubleToRawLongBits(ranking.score()))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(ranking.rank(0.0, ref("a"))).isZero();
    model.set(0, new Element(-0.0, "a"));
    assertSame(new SplitMixRandom(1), "changed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void survivesRunningOutOfMemoryAtAnyStep(long seed) {
    RandomSource random = new SplitMixRandom(seed);
    for (int i = 0; i < 4000; i++) {
      insert(score(random, 500), "m" + Integer.toString(i, 36));
    }
    int failures = 0;
    for (int round = 0; round < 12; round++) {
      List<Element> atOpening = List.copyOf(model);
      epochs.open();
      long rootAtOpening = ranking.root();
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      for (int step = 0; step < 60; step++) {
        try {
          change(random, 8000, 500, round % 2 == 0);
        } catch (OutOfNativeMemoryException e) {
          failures++;
        }
        if (step % 6 == 0) {
          assertSame(random, "seed " + seed + ", round " + round + ", step " + step);
        }
        scarcity.relax(random, 3);
      }
      assertSame(random, "seed " + seed + ", round " + round);
      assertFrozen(rootAtOpening, atOpening);
      scarcity.end();
      epochs.close();
      while (epochs.freeRetired(1000)) {
        // All of it.
      }
    }
    assertThat(failures).isGreaterThan(20);
  }
}
