package dev.redwing.dataplane.type.zset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Scarcity;
import dev.redwing.dataplane.collect.TableHeader;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to keys happens to their sorted sets, of both forms: no block is left or lost. */
class ZsetKeyTest {
  private final Arena arena = Arena.create(64L << 20, true);
  private final Keyspace keyspace = new Keyspace(arena, 2, System::nanoTime, 1);
  private final Database database = keyspace.database(0);
  private final ZsetType zsets = keyspace.types().zsets();
  private final NativeBuffer key = new NativeBuffer(64);
  private final NativeBuffer word = new NativeBuffer(64);
  private int keyLength;
  private long hash;

  @BeforeEach
  void begins() {
    keyspace.tick(0);
  }

  @AfterEach
  void nothingIsLeft() {
    keyspace.flushAll(false);
    arena.verify();
    assertThat(arena.liveBlocks()).isZero();
    arena.close();
    key.close();
    word.close();
  }

  private static int put(NativeBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
    return bytes.length;
  }

  private void setKey(String name) {
    keyLength = put(key, name);
    hash = Database.hash(key.address(), keyLength);
  }

  private EntryValue value(Database in, String name) {
    setKey(name);
    return new EntryValue(keyspace).attach(in, hash, in.find(hash, key.address(), keyLength));
  }

  private EntryValue create(String name, int members) {
    setKey(name);
    EntryValue value = new EntryValue(keyspace);
    value.create(database, hash, key.address(), keyLength, ValueType.ZSET, 0, 0);
    ZsetType.init(value);
    for (int i = 0; i < members; i++) {
      zsets.put(value, word.address(), put(word, "m" + i), i / 3.0);
    }
    return value;
  }

  private List<String> contents(EntryValue value) {
    List<String> contents = new ArrayList<>();
    zsets.checkInvariants(value);
    zsets.forEach(
        value,
        (m, length, score) ->
            contents.add(
                new String(NativeMemory.toBytes(m, length), StandardCharsets.ISO_8859_1) + score));
    return contents;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 3000})
  void aCopyIsItsOwn(int members) {
    EntryValue source = create("source", members);
    List<String> contents = contents(source);
    setKey("copy");
    database.copyTo(keyspace.database(1), source.ref(), hash, key.address(), keyLength);
    EntryValue copy = value(keyspace.database(1), "copy");
    assertThat(contents(copy)).isEqualTo(contents);
    zsets.removeRange(copy, 1, 3);
    zsets.put(copy, word.address(), put(word, "m0"), 50);
    assertThat(contents(source)).isEqualTo(contents);
    source.delete();
    assertThat(contents(copy)).hasSize(members - 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 3000})
  void itMovesWithItsKeyWhateverASnapshotReads(int members) {
    EntryValue source = create("source", members);
    List<String> contents = contents(source);
    try (KeyspaceSnapshot snapshot = keyspace.openSnapshot()) {
      setKey("renamed");
      long ref =
          database.rename(
              Database.hash(word.address(), put(word, "source")),
              source.ref(),
              hash,
              key.address(),
              keyLength);
      database.moveTo(keyspace.database(1), hash, ref);
      EntryValue moved = value(keyspace.database(1), "renamed");
      assertThat(contents(moved)).isEqualTo(contents);
      zsets.put(moved, word.address(), put(word, "m0"), 50);
      moved.delete();
      assertThat(snapshot.size(0)).isEqualTo(1);
      try (ZsetWalk walk = new ZsetWalk(arena)) {
        List<String> seen = new ArrayList<>();
        snapshot.forEach(
            0,
            entry ->
                walk.forEach(
                    Entry.encoding(entry),
                    Entry.valueAddress(entry),
                    (m, length, score) ->
                        seen.add(
                            new String(NativeMemory.toBytes(m, length), StandardCharsets.ISO_8859_1)
                                + score)));
        assertThat(seen).isEqualTo(contents);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 200, 20_000})
  void aDeletedOneIsFreedWhollyAndInSlicesWhenItIsLarge(int members) {
    long used = arena.usedBytes();
    EntryValue value = create("big", members);
    value.delete();
    assertThat(keyspace.pendingFrees() > 0).isEqualTo(members > 128);
    while (keyspace.doWork(0)) {
      // More of it.
    }
    assertThat(arena.usedBytes()).isEqualTo(used);
    assertThat(arena.liveBlocks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 128, 3000})
  void itsMemoryIsMeasuredAsTheArenaDoes(int members) {
    // The other one has the database's table made, which is nobody's.
    create("other", 1);
    long used = arena.usedBytes();
    EntryValue value = create("measured", members);
    long owned = arena.usedBytes() - used;
    long usage = database.memoryUsage(value.ref());
    // A table is counted by the slots its nodes need, not by its blocks.
    assertThat((double) usage).isBetween(owned * 0.75, owned * 1.05 + Long.BYTES);
  }

  @Test
  void whatWasCutOutIsNoPartOfIt() {
    EntryValue value = create("cut", 20_000);
    long before = database.memoryUsage(value.ref());
    zsets.removeRange(value, 100, 19_800);
    assertThat(keyspace.pendingFrees()).isPositive();
    assertThat(database.memoryUsage(value.ref())).isLessThan(before / 50);
    assertThat(contents(value)).hasSize(200);
    // A batch is looked at ahead of its commands: at members, wherever their table is.
    setKey("cut");
    long table = database.memberTable(hash);
    int length = put(word, "m7");
    long memberHash = Database.hash(word.address(), length);
    assertThat(database.touchMemberSlots(table, memberHash)).isNotZero();
    assertThat((int) database.touchMember(table, memberHash)).isEqualTo(length);
    while (keyspace.doWork(0)) {
      // All of it.
    }
    assertThat(keyspace.pendingFrees()).isZero();
    assertThat(contents(value)).hasSize(200);
    zsets.put(value, word.address(), put(word, "m7"), 50);
    assertThat(contents(value)).hasSize(200);
    assertThat(Cuttings.pending(TableHeader.dictRoot(value.address()))).as("is given up").isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCopyThatMemoryRunsOutForLeavesNothing(boolean frozen) {
    EntryValue source = create("source", 2000);
    List<String> contents = contents(source);
    KeyspaceSnapshot snapshot = frozen ? keyspace.openSnapshot() : null;
    Scarcity scarcity = new Scarcity(arena);
    scarcity.begin();
    SplitMixRandom random = new SplitMixRandom(3);
    setKey("copy");
    for (int i = 0; i < 40; i++) {
      long used = arena.usedBytes();
      assertThatThrownBy(
              () -> database.copyTo(database, source.ref(), hash, key.address(), keyLength))
          .isInstanceOf(OutOfNativeMemoryException.class);
      assertThat(arena.usedBytes()).isEqualTo(used);
      scarcity.relax(random, 10);
    }
    scarcity.end();
    assertThat(database.find(hash, key.address(), keyLength)).isZero();
    assertThat(contents(source)).isEqualTo(contents);
    if (snapshot != null) {
      snapshot.close();
    }
  }
}
