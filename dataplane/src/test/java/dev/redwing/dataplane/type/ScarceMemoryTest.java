package dev.redwing.dataplane.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.Scarcity;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.type.list.ListMove;
import dev.redwing.dataplane.type.list.ListType;
import dev.redwing.dataplane.type.list.ListWalk;
import dev.redwing.dataplane.type.set.SetType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations of two collections when there is hardly any memory: they are done, or not at all. */
class ScarceMemoryTest {
  private static final int ROUNDS = 20;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Arena arena = Arena.create(12L << 20, true);
  private final Keyspace keyspace = new Keyspace(arena, 1, System::nanoTime, 1);
  private final Database database = keyspace.database(0);
  private final ListType lists = keyspace.types().lists();
  private final NativeBuffer name = new NativeBuffer(16);
  private final NativeBuffer word = new NativeBuffer(16 * 1024);

  @AfterEach
  void close() {
    name.close();
    word.close();
    arena.close();
  }

  private static void copyIn(String text, NativeBuffer buffer) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
  }

  private EntryValue create(String key, int type) {
    copyIn(key, name);
    long hash = Database.hash(name.address(), key.length());
    return new EntryValue(keyspace)
        .create(
            database,
            hash,
            name.address(),
            key.length(),
            type,
            Encoding.LISTPACK,
            ListPack.EMPTY_BYTES);
  }

  private EntryValue list(String key, int size) {
    EntryValue list = create(key, ValueType.LIST);
    ListType.init(list);
    for (int i = 0; i < size; i++) {
      String element = random.nextInt(50) == 0 ? "l".repeat(random.nextInt(12_000)) : key + i;
      copyIn(element, word);
      lists.expect(list, element.length(), 1);
      lists.push(list, false, word.address(), element.length());
    }
    return list;
  }

  private List<String> contents(EntryValue list) {
    List<String> contents = new ArrayList<>();
    try (ListWalk walk = new ListWalk(arena)) {
      walk.forEach(
          list.encoding(),
          list.address(),
          (element, length) ->
              contents.add(
                  new String(NativeMemory.toBytes(element, length), StandardCharsets.ISO_8859_1)));
    }
    return contents;
  }

  private static List<String> moved(
      List<String> list, List<String> other, boolean from, boolean to) {
    String element = from ? list.removeFirst() : list.removeLast();
    if (to) {
      other.addFirst(element);
    } else {
      other.addLast(element);
    }
    return other;
  }

  /** LMOVE lost the element that it had taken out when there was no memory to put it in. */
  @Test
  void anElementIsMovedOrStaysWhereItWas() {
    ListMove move = new ListMove(lists);
    int failures = 0;
    int successes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EntryValue source = list("source", 1 + random.nextInt(random.nextBoolean() ? 20 : 1000));
      boolean same = random.nextInt(3) == 0;
      EntryValue target = same ? source : list("target", random.nextInt(1000));
      KeyspaceSnapshot snapshot = random.nextBoolean() ? keyspace.openSnapshot() : null;
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      for (int i = 0; i < 60 && ListType.size(source) > 0; i++) {
        List<String> sourceBefore = contents(source);
        List<String> targetBefore = same ? sourceBefore : contents(target);
        boolean fromHead = random.nextBoolean();
        boolean toHead = random.nextBoolean();
        try {
          move.move(source, fromHead, target, toHead);
          moved(sourceBefore, targetBefore, fromHead, toHead);
          successes++;
        } catch (OutOfNativeMemoryException e) {
          failures++;
        }
        assertThat(contents(source)).as("seed %d", seed).isEqualTo(sourceBefore);
        assertThat(contents(target)).as("seed %d", seed).isEqualTo(targetBefore);
        scarcity.relax(random::nextLong, 1 << random.nextInt(8));
      }
      scarcity.end();
      if (snapshot != null) {
        snapshot.close();
      }
      flush();
    }
    // Of 60 moves a round, usually some hundred fail and some hundred do not.
    assertThat(failures).isGreaterThan(10);
    assertThat(successes).isGreaterThan(10);
  }

  /** A copy that there was no memory for left behind what it had got so far. */
  @Test
  void aCopyIsMadeOrLeavesNothingBehind() {
    SetType sets = keyspace.types().sets();
    int failures = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EntryValue original;
      String key = "what";
      if (random.nextBoolean()) {
        original = list(key, 200 + random.nextInt(2000));
      } else {
        original = create(key, ValueType.SET);
        SetType.initPack(original);
        for (int i = 0; i < 200 + random.nextInt(100); i++) {
          copyIn("m" + i, word);
          sets.add(original, word.address(), Integer.toString(i).length() + 1);
        }
      }
      long ref = original.ref();
      if (random.nextBoolean()) {
        copyIn(key, name);
        ref = database.setExpiry(Database.hash(name.address(), 4), ref, Long.MAX_VALUE);
      }
      Scarcity scarcity = new Scarcity(arena);
      scarcity.begin();
      copyIn("copy", name);
      long hash = Database.hash(name.address(), 4);
      for (int given = 1; database.size() == 1; given *= 2) {
        long before = arena.liveBlocks();
        try {
          database.copyTo(database, ref, hash, name.address(), 4);
        } catch (OutOfNativeMemoryException e) {
          failures++;
          while (keyspace.doWork(0)) {
            // What was big is freed in slices.
          }
          assertThat(arena.liveBlocks()).as("seed %d", seed).isEqualTo(before);
          assertThat(database.size()).isOne();
          scarcity.relax(random::nextLong, given);
        }
      }
      scarcity.end();
      flush();
    }
    assertThat(failures).isGreaterThan(ROUNDS);
  }

  private void flush() {
    keyspace.flushAll(false);
    while (keyspace.doWork(0)) {
      // on
    }
    arena.verify();
    assertThat(arena.liveBlocks()).as("seed %d", seed).isZero();
  }
}
