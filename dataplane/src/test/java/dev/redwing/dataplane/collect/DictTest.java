package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dict against a HashMap; every test ends with zero live bytes. */
class DictTest {
  private Arena arena;
  private Epochs epochs;
  private Dict dict;
  private long keyBuffer;
  private final Map<String, Long> model = new HashMap<>();

  @BeforeEach
  void open() {
    arena = Arena.create(1L << 30);
    epochs = new Epochs(arena);
    dict = new Dict(arena, epochs);
    keyBuffer = arena.allocate(256);
  }

  @AfterEach
  void close() {
    DictRemains remains = dict.detach();
    while (remains.free(100, address -> epochs.retire(arena.reference(address)))) {
      // All of it.
    }
    while (epochs.freeRetired(1000)) {
      // Likewise.
    }
    arena.free(keyBuffer);
    arena.verify();
    assertThat(arena.usedBytes()).isZero();
    assertThat(arena.liveBlocks()).isZero();
    arena.close();
  }

  private long key(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
    long address = arena.address(keyBuffer);
    NativeMemory.copyIn(bytes, 0, address, bytes.length);
    return address;
  }

  private long hash(String key) {
    return Hashing.hash(key(key), key.length());
  }

  private long node(String key) {
    long ref = arena.allocate(Node.HEADER_BYTES + key.length() + 1L);
    long address = arena.address(ref);
    NativeMemory.putInt(address + Node.EPOCH, epochs.current());
    NativeMemory.putInt(address + Node.META, 0);
    NativeMemory.putInt(address + Node.KEY_LENGTH, key.length());
    NativeMemory.putInt(address + Node.VALUE_LENGTH, 0);
    NativeMemory.copy(key(key), address + Node.HEADER_BYTES, key.length());
    return ref;
  }

  private static String keyOf(long address) {
    return new String(
        NativeMemory.toBytes(Node.keyAddress(address), Node.keyLength(address)),
        StandardCharsets.ISO_8859_1);
  }

  private void insert(String key) {
    long ref = node(key);
    dict.insert(hash(key), ref);
    model.put(key, ref);
  }

  private void remove(String key) {
    long ref = model.getOrDefault(key, 0L);
    model.remove(key);
    dict.remove(hash(key), ref);
    dict.retire(hash(key), ref);
  }

  private void replace(String key) {
    long old = model.getOrDefault(key, 0L);
    long ref = node(key);
    dict.replace(hash(key), old, ref);
    model.put(key, ref);
    dict.retire(hash(key), old);
  }

  private long find(String key) {
    return dict.find(hash(key), key(key), key.length());
  }

  private void assertSame() {
    dict.checkInvariants();
    assertThat(dict.size()).isEqualTo(model.size());
    for (Map.Entry<String, Long> entry : model.entrySet()) {
      assertThat(find(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
      assertThat(dict.findByHash(hash(entry.getKey()))).isEqualTo(entry.getValue());
    }
    assertOnceEach(scanAll(10), model.keySet());
  }

  private static void assertOnceEach(List<String> found, Set<String> expected) {
    assertThat(found).hasSameSizeAs(expected);
    assertThat(new HashSet<>(found)).isEqualTo(expected);
  }

  private List<String> scanAll(int limit) {
    List<String> found = new ArrayList<>();
    long cursor = 0;
    do {
      cursor = dict.scan(cursor, limit, address -> found.add(keyOf(address)));
    } while (cursor != 0);
    return found;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesAsAMapUnderRandomChangesAndSnapshots(long seed) {
    RandomSource random = new SplitMixRandom(seed);
    int keySpace = 1 << (4 + 2 * random.nextInt(6));
    FrozenDict frozen = null;
    Set<String> atOpening = Set.of();
    for (int step = 0; step < 24_000; step++) {
      // Phases of growing and of shrinking.
      boolean growing = (step / 6000) % 2 == 0;
      String key = "key:" + random.nextInt(keySpace);
      if (!model.containsKey(key)) {
        assertThat(find(key)).isZero();
        if (growing || random.nextInt(4) == 0) {
          insert(key);
        }
      } else if (!growing || random.nextInt(4) == 0) {
        remove(key);
      } else {
        replace(key);
      }
      if (random.nextInt(2000) == 0) {
        if (frozen == null) {
          epochs.open();
          frozen = dict.freeze();
          atOpening = new HashSet<>(model.keySet());
        } else {
          assertOnceEach(walk(frozen), atOpening);
          dict.thaw();
          epochs.close();
          frozen = null;
        }
      }
      epochs.freeRetired(3);
      if (step % 4000 == 0) {
        assertSame();
      }
    }
    assertSame();
    if (frozen != null) {
      assertOnceEach(walk(frozen), atOpening);
      dict.thaw();
      epochs.close();
    }
    List.copyOf(model.keySet()).forEach(this::remove);
    assertSame();
  }

  private static List<String> walk(FrozenDict frozen) {
    List<String> found = new ArrayList<>();
    frozen.forEach(address -> found.add(keyOf(address)));
    return found;
  }

  @Test
  void anotherThreadReadsTheSnapshotWhileTheTableChanges() {
    for (int i = 0; i < 20_000; i++) {
      insert("k" + i);
    }
    Set<String> atOpening = new HashSet<>(model.keySet());
    epochs.open();
    FrozenDict frozen = dict.freeze();
    CompletableFuture<List<String>> walked = CompletableFuture.supplyAsync(() -> walk(frozen));
    RandomSource random = new SplitMixRandom(7);
    for (int i = 0; i < 100_000 || !walked.isDone(); i++) {
      String key = "k" + random.nextInt(40_000);
      if (!model.containsKey(key)) {
        insert(key);
      } else if (random.nextInt(2) == 0) {
        remove(key);
      } else {
        replace(key);
      }
    }
    assertOnceEach(walked.join(), atOpening);
    dict.thaw();
    epochs.close();
    assertSame();
  }

  @Test
  void aScanReturnsWhatStaysWhateverElseComesAndGoes() {
    Set<String> stays = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      insert("stays" + i);
      stays.add("stays" + i);
    }
    Set<String> found = new HashSet<>();
    long cursor = 0;
    int turn = 0;
    int returned = 0;
    do {
      int[] count = new int[1];
      cursor =
          dict.scan(
              cursor,
              10,
              address -> {
                found.add(keyOf(address));
                count[0]++;
              });
      assertThat(count[0]).isLessThanOrEqualTo(12);
      returned += count[0];
      int block = turn / 20 * 2000;
      if (turn % 20 == 0) {
        for (int i = 0; i < 2000; i++) {
          insert("comes" + (block + i));
        }
      } else if (turn % 20 == 10) {
        for (int i = 0; i < 2000; i++) {
          remove("comes" + (block + i));
        }
      }
      turn++;
    } while (cursor != 0 && turn < 100_000);
    assertThat(cursor).isZero();
    assertThat(found).containsAll(stays);
    assertThat(returned).isGreaterThanOrEqualTo(stays.size());
  }

  @Test
  void givesMemoryBackWhenEmptied() {
    long before = arena.usedBytes();
    for (int i = 0; i < 50_000; i++) {
      insert("k" + i);
    }
    assertSame();
    for (int i = 0; i < 50_000; i++) {
      remove("k" + i);
    }
    dict.checkInvariants();
    assertThat(arena.usedBytes()).isEqualTo(before);
  }

  @Test
  void randomPicksAreSpreadOverAllKeys() {
    for (int i = 0; i < 3000; i++) {
      insert("k" + i);
    }
    RandomSource random = new SplitMixRandom(11);
    Map<Long, Integer> picks = new HashMap<>();
    for (int i = 0; i < 300_000; i++) {
      picks.merge(dict.random(random), 1, Integer::sum);
    }
    assertThat(picks).hasSize(3000);
    assertThat(picks.values()).allSatisfy(n -> assertThat(n).isBetween(30, 300));
  }

  @Test
  void randomFindsTheLastKeys() {
    assertThat(dict.random(new SplitMixRandom(1))).isZero();
    for (int i = 0; i < 10_000; i++) {
      insert("k" + i);
    }
    for (int i = 1; i < 10_000; i++) {
      remove("k" + i);
    }
    assertThat(dict.random(new SplitMixRandom(2))).isEqualTo(model.get("k0"));
  }
}
