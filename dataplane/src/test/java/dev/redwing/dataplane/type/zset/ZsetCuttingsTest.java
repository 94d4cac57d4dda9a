package dev.redwing.dataplane.type.zset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.RandomSource;
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
import dev.redwing.dataplane.type.zset.ZsetModel.Element;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sorted sets from which large ranges are removed, against maps, while what was cut out of them
 * still waits: whatever is done to them or to their keys meanwhile, in two databases of checked
 * memory. Snapshots are opened at any moment and show what was there.
 */
class ZsetCuttingsTest {
  private static final int DATABASES = 2;
  private static final int KEYS = 4;

  private final Arena arena = Arena.create(256L << 20, true);
  private long nanos;

  /** Each look at the clock ends a slice: one step of background work a call. */
  private final Keyspace keyspace = new Keyspace(arena, DATABASES, () -> nanos += 1 << 30, 1);

  private final ZsetType zsets = keyspace.types().zsets();
  private final ZsetWalk walk = new ZsetWalk(arena);
  private final NativeBuffer[] keys = {new NativeBuffer(64), new NativeBuffer(64)};
  private final NativeBuffer word = new NativeBuffer(64);
  private final RandomSource chance = new SplitMixRandom(1);
  private final List<Map<String, Map<String, Double>>> models = new ArrayList<>();

  /** Members that were cut out last, which may still be in a table. */
  private final List<String> cut = new ArrayList<>();

  private Random random = new Random();
  private int members;
  private int scores;
  private @Nullable KeyspaceSnapshot snapshot;
  private List<Map<String, Map<String, Double>>> frozen = List.of();
  private int stepsWithCuttings;

  ZsetCuttingsTest() {
    for (int i = 0; i < DATABASES; i++) {
      models.add(new HashMap<>());
    }
    keyspace.tick(0);
  }

  @AfterEach
  void nothingIsLeft() {
    closeSnapshot();
    keyspace.flushAll(false);
    arena.verify();
    assertThat(arena.liveBlocks()).isZero();
    arena.close();
    walk.close();
    word.close();
    keys[0].close();
    keys[1].close();
  }

  // ---- native memory ----

  private static int put(NativeBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
    return bytes.length;
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  private long hash(int buffer, String key) {
    int length = put(keys[buffer], key);
    return Database.hash(keys[buffer].address(), length);
  }

  private long ref(int database, String key) {
    long hash = hash(0, key);
    return keyspace.database(database).find(hash, keys[0].address(), key.length());
  }

  private EntryValue value(int database, String key) {
    long ref = ref(database, key);
    return new EntryValue(keyspace).attach(keyspace.database(database), hash(0, key), ref);
  }

  private Map<String, Map<String, Double>> model(int database) {
    return models.get(database);
  }

  private static List<Element> ranked(Map<String, Double> model) {
    return new ZsetModel(model).ranked();
  }

  // ---- changes of a set ----

  private void add(int database, String key, int count) {
    Map<String, Double> model = model(database).computeIfAbsent(key, k -> new TreeMap<>());
    EntryValue value = value(database, key);
    if (!value.exists()) {
      Database in = keyspace.database(database);
      value.create(in, hash(0, key), keys[0].address(), key.length(), ValueType.ZSET, 0, 0);
      ZsetType.initTable(value);
    }
    for (int i = 0; i < count; i++) {
      boolean again = !cut.isEmpty() && random.nextInt(3) > 0;
      String member = again ? cut.get(random.nextInt(cut.size())) : "m" + random.nextInt(members);
      double score = ZsetModel.score(random, scores);
      Change change = zsets.put(value, word.address(), put(word, member), score);
      assertThat(change == Change.ADDED).isEqualTo(!model.containsKey(member));
      if (change != Change.SAME) {
        model.put(member, score);
      }
    }
  }

  private void remove(int database, String key) {
    Map<String, Double> model = map(database, key);
    EntryValue value = value(database, key);
    String member = random.nextBoolean() ? someCut() : "m" + random.nextInt(members);
    assertThat(zsets.remove(value, word.address(), put(word, member)))
        .isEqualTo(model.remove(member) != null);
    deleteIfEmpty(database, key);
  }

  private String someCut() {
    return cut.isEmpty() ? "none" : cut.get(random.nextInt(cut.size()));
  }

  private void cut(int database, String key) {
    Map<String, Double> model = map(database, key);
    List<Element> ranked = ranked(model);
    int count = random.nextInt(random.nextInt(ranked.size()) + 1) + 1;
    int start =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> ranked.size() - count;
          default -> random.nextInt(ranked.size() - count + 1);
        };
    assertThat(zsets.removeRange(value(database, key), start, count)).isEqualTo(count);
    cut.clear();
    for (Element element : ranked.subList(start, start + count)) {
      model.remove(element.member());
      cut.add(element.member());
    }
    deleteIfEmpty(database, key);
  }

  private Map<String, Double> map(int database, String key) {
    return model(database).getOrDefault(key, new TreeMap<>());
  }

  private void deleteIfEmpty(int database, String key) {
    if (map(database, key).isEmpty()) {
      value(database, key).delete();
      model(database).remove(key);
    }
  }

  // ---- changes of keys ----

  private void rename(int database, String key, String newKey) {
    Database in = keyspace.database(database);
    in.rename(
        hash(0, key), ref(database, key), hash(1, newKey), keys[1].address(), newKey.length());
    Map<String, Double> model = map(database, key);
    model(database).remove(key);
    model(database).put(newKey, model);
  }

  private void move(int database, String key) {
    int target = 1 - database;
    if (ref(target, key) == 0) {
      Database in = keyspace.database(database);
      in.moveTo(keyspace.database(target), hash(0, key), ref(database, key));
      model(target).put(key, map(database, key));
      model(database).remove(key);
    }
  }

  private void copy(int database, String key, String newKey) {
    if (ref(database, newKey) == 0) {
      Database in = keyspace.database(database);
      long ref = ref(database, key);
      in.copyTo(in, ref, hash(1, newKey), keys[1].address(), newKey.length());
      model(database).put(newKey, new TreeMap<>(map(database, key)));
    }
  }

  private void swap() {
    keyspace.swap(0, 1);
    models.addFirst(models.removeLast());
  }

  private void moveEntry(int database, String key) {
    Database in = keyspace.database(database);
    if (random.nextBoolean()) {
      in.setExpiry(hash(0, key), ref(database, key), Long.MAX_VALUE);
    } else {
      in.persist(hash(0, key), ref(database, key));
    }
  }

  private void step() {
    int database = random.nextInt(DATABASES);
    String key = "k" + random.nextInt(KEYS);
    if (ref(database, key) == 0) {
      // At least one: no key holds an empty set.
      add(database, key, 1 + random.nextInt(members - 1));
      return;
    }
    String other = "k" + random.nextInt(KEYS);
    switch (random.nextInt(40)) {
      case 0 -> delete(database, key);
      case 1 -> rename(database, key, other);
      case 2 -> move(database, key);
      case 3 -> copy(database, key, other);
      case 4 -> swap();
      case 5 -> moveEntry(database, key);
      case 6 -> flushOneInTen(database);
      case 7, 8, 9, 10, 11 -> add(database, key, random.nextInt(members / 4));
      case 12, 13, 14, 15, 16, 17, 18, 19 -> add(database, key, random.nextInt(4));
      case 20, 21, 22, 23 -> remove(database, key);
      case 24, 25, 26 -> keyspace.doWork(0);
      case 27 -> openOrCloseSnapshot();
      default -> cut(database, key);
    }
    look(database, key);
  }

  private void delete(int database, String key) {
    value(database, key).delete();
    model(database).remove(key);
  }

  private void flushOneInTen(int database) {
    if (random.nextInt(10) == 0) {
      keyspace.database(database).flush(true);
      model(database).clear();
    }
  }

  // ---- snapshots ----

  private void openOrCloseSnapshot() {
    if (snapshot != null) {
      closeSnapshot();
      return;
    }
    snapshot = keyspace.openSnapshot();
    frozen = new ArrayList<>();
    models.forEach(
        model -> {
          Map<String, Map<String, Double>> copy = new HashMap<>();
          model.forEach((key, set) -> copy.put(key, new TreeMap<>(set)));
          frozen.add(copy);
        });
  }

  private void closeSnapshot() {
    if (snapshot == null) {
      return;
    }
    for (int i = 0; i < DATABASES; i++) {
      assertThat(contents(snapshot, i)).isEqualTo(frozen.get(i));
    }
    snapshot.close();
    snapshot = null;
  }

  private Map<String, Map<String, Double>> contents(KeyspaceSnapshot from, int database) {
    Map<String, Map<String, Double>> contents = new HashMap<>();
    from.forEach(
        database,
        entry -> {
          Map<String, Double> set = new TreeMap<>();
          walk.forEach(
              Entry.encoding(entry),
              Entry.valueAddress(entry),
              (m, length, score) -> set.put(text(m, length), score));
          assertThat(ZsetWalk.size(Entry.encoding(entry), Entry.valueAddress(entry)))
              .isEqualTo(set.size());
          contents.put(text(Entry.keyAddress(entry), Entry.keyLength(entry)), set);
        });
    return contents;
  }

  // ---- looking ----

  private void look(int database, String key) {
    stepsWithCuttings += keyspace.pendingFrees() > 0 ? 1 : 0;
    EntryValue value = value(database, key);
    Map<String, Double> model = map(database, key);
    assertThat(value.exists()).isEqualTo(!model.isEmpty());
    if (!value.exists()) {
      return;
    }
    zsets.checkInvariants(value);
    assertThat(ZsetType.size(value)).isEqualTo(model.size());
    for (int i = 0; i < 20; i++) {
      findsWhatIsThere(value, model, i % 2 == 0 ? someCut() : "m" + random.nextInt(members));
    }
    if (random.nextInt(10) == 0) {
      readsAll(value, model);
    }
  }

  private void findsWhatIsThere(EntryValue value, Map<String, Double> model, String member) {
    Double expected = model.get(member);
    int length = put(word, member);
    assertThat(zsets.find(value, word.address(), length)).isEqualTo(expected != null);
    long rank = zsets.rank(value, word.address(), length, false);
    if (expected == null) {
      assertThat(rank).isEqualTo(ZsetType.NO_RANK);
      return;
    }
    assertThat(zsets.score()).isEqualTo(expected);
    ZsetCursor cursor = zsets.cursor();
    assertThat(cursor.seek(value, rank)).isTrue();
    assertThat(text(cursor.member().address(), cursor.member().length())).isEqualTo(member);
  }

  private void readsAll(EntryValue value, Map<String, Double> model) {
    List<Element> ranked = ranked(model);
    List<Element> read = new ArrayList<>();
    zsets.forEach(value, (m, length, score) -> read.add(new Element(text(m, length), score)));
    assertThat(read).isEqualTo(ranked);
    Set<String> scanned = new HashSet<>();
    long position = 0;
    do {
      position =
          zsets.scan(value, position, 50, (m, length, score) -> scanned.add(text(m, length)));
    } while (position != 0);
    assertThat(scanned).isEqualTo(model.keySet());
    int count = random.nextInt(ranked.size());
    Set<String> sample = new HashSet<>();
    zsets.sample(value, count, chance, (m, length, score) -> sample.add(text(m, length)));
    assertThat(sample).hasSize(count);
    assertThat(model.keySet()).containsAll(sample);
    double bound = ZsetModel.score(random, scores);
    long below = zsets.findRange(value, new ScoreRange().set(bound, true, bound + 1, true));
    assertThat(below)
        .isEqualTo(ranked.stream().filter(e -> e.score() > bound && e.score() < bound + 1).count());
  }

  @ParameterizedTest
  @CsvSource({"1500, 40, 3000", "6000, 1000, 1500", "5000, 0, 1000", "20000, 100000, 600"})
  void isWhatItIsSupposedToBeWhileCuttingsWait(int maxMembers, int maxScores, int steps) {
    long seed = System.nanoTime();
    System.out.println("ZsetCuttingsTest seed " + seed);
    random = new Random(seed);
    members = maxMembers;
    scores = maxScores;
    for (int i = 0; i < steps; i++) {
      step();
      if (i % 100 == 0) {
        arena.verify();
      }
    }
    closeSnapshot();
    for (int i = 0; i < DATABASES; i++) {
      assertThat(contents(keyspace.present(), i)).isEqualTo(models.get(i));
    }
    assertThat(stepsWithCuttings).isGreaterThan(steps / 10);
    // Whatever waits is freed by itself, and a set does without a pending block after its next
    // change.
    while (keyspace.doWork(0)) {
      // More of it.
    }
    assertThat(keyspace.pendingFrees()).isZero();
  }
}
