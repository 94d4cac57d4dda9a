package dev.redwing.dataplane.type.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.CollectionModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists against lists. */
class ListTypeTest {
  private static final class Model extends CollectionModel<List<String>> {
    private final ListType lists = keyspace.types().lists();
    private final ListWalk walk = new ListWalk(arena);
    private final int wantedSize;
    private final int longOneIn;
    private int formsSeen;

    Model(long seed, int wantedSize, int longOneIn) {
      super(seed);
      this.wantedSize = wantedSize;
      this.longOneIn = longOneIn;
    }

    @Override
    protected void create(EntryValue value, long hash, long keyAddress, int keyLength) {
      value.create(
          database(),
          hash,
          keyAddress,
          keyLength,
          ValueType.LIST,
          Encoding.LISTPACK,
          ListPack.EMPTY_BYTES);
      ListType.init(value);
    }

    private String element() {
      if (random.nextInt(longOneIn) == 0) {
        return "l".repeat(random.nextInt(12_000));
      }
      return switch (random.nextInt(3)) {
        case 0 -> Integer.toString(random.nextInt(20) - 10);
        case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
        default -> "element" + random.nextInt(20);
      };
    }

    @Override
    protected List<String> change(EntryValue value, List<String> model) {
      List<String> changed = new ArrayList<>(model);
      boolean grow = random.nextInt(10) < (model.size() < wantedSize ? 8 : 2);
      if (model.isEmpty() || grow) {
        add(value, changed);
      } else {
        remove(value, changed);
      }
      assertThat(ListType.size(value)).isEqualTo(changed.size());
      if (value.encoding() == Encoding.LISTPACK) {
        formsSeen |= 1;
        assertThat(ListPack.valid(value.address(), value.length())).isTrue();
      } else {
        formsSeen |= 2;
      }
      if (!changed.isEmpty()) {
        lookAt(value, changed);
      }
      return changed;
    }

    private void add(EntryValue value, List<String> changed) {
      String element = element();
      int length = element.length();
      long address = word(0, element);
      lists.expect(value, length, 1);
      switch (changed.isEmpty() ? random.nextInt(2) : random.nextInt(4)) {
        case 0 -> {
          lists.push(value, true, address, length);
          changed.addFirst(element);
        }
        case 1 -> {
          lists.push(value, false, address, length);
          changed.addLast(element);
        }
        case 2 -> {
          boolean after = random.nextBoolean();
          int at = random.nextInt(changed.size());
          lists.insert(value, at, after, address, length);
          changed.add(after ? at + 1 : at, element);
        }
        default -> {
          int at = random.nextInt(changed.size());
          lists.set(value, at, address, length);
          lists.shrink(value);
          changed.set(at, element);
        }
      }
    }

    private void remove(EntryValue value, List<String> changed) {
      if (random.nextInt(8) == 0) {
        removeEqual(value, changed);
      } else {
        int most = random.nextInt(20) == 0 ? changed.size() : Math.min(3, changed.size());
        int count = random.nextInt(most) + 1;
        int free = changed.size() - count + 1;
        int start =
            switch (random.nextInt(3)) {
              case 0 -> 0;
              case 1 -> free - 1;
              default -> random.nextInt(free);
            };
        lists.removeRange(value, start, count);
        changed.subList(start, start + count).clear();
      }
      lists.shrink(value);
    }

    private void removeEqual(EntryValue value, List<String> changed) {
      String element = changed.get(random.nextInt(changed.size()));
      int max = random.nextInt(3) + 1;
      boolean backwards = random.nextBoolean();
      if (backwards) {
        Collections.reverse(changed);
      }
      long removed = 0;
      while (removed < max && changed.remove(element)) {
        removed++;
      }
      if (backwards) {
        Collections.reverse(changed);
      }
      long address = word(0, element);
      assertThat(lists.removeEqual(value, address, element.length(), max, backwards))
          .isEqualTo(removed);
    }

    private void lookAt(EntryValue value, List<String> model) {
      int at = random.nextInt(model.size());
      boolean backwards = random.nextBoolean();
      ListCursor cursor = lists.cursor();
      assertThat(cursor.seek(value, model.size())).isFalse();
      assertThat(cursor.seek(value, -1)).isFalse();
      assertThat(cursor.seek(value, at)).isTrue();
      boolean more = true;
      for (int steps = 0; more && steps < 5; steps++) {
        String expected = model.get(at);
        assertThat(text(cursor.text().address(), cursor.text().length())).isEqualTo(expected);
        assertThat(cursor.equalTo(word(1, expected), expected.length())).isTrue();
        at += backwards ? -1 : 1;
        more = cursor.step(backwards);
        assertThat(more).isEqualTo(at >= 0 && at < model.size());
      }
    }

    /** A list of many leaves, one of them plain, and a copy of it. */
    private void copyAndDelete() {
      String key = "original";
      long hash = Database.hash(word(1, key), key.length());
      EntryValue value = new EntryValue(keyspace);
      create(value, hash, word(1, key), key.length());
      List<String> expected = new ArrayList<>();
      long bytes = 0;
      for (int i = 0; i < 5000; i++) {
        String element = i == 2500 ? "l".repeat(20_000) : "element" + i;
        lists.expect(value, element.length(), 1);
        lists.push(value, false, word(0, element), element.length());
        expected.add(element);
        bytes += element.length();
      }
      String other = "copy";
      long otherHash = Database.hash(word(1, other), other.length());
      long copy =
          database().copyTo(database(), value.ref(), otherHash, word(1, other), other.length());
      EntryValue copied = new EntryValue(keyspace).attach(database(), otherHash, copy);
      assertThat(read(database().address(copy))).isEqualTo(expected);
      assertThat(database().memoryUsage(copy)).isBetween(bytes, 2 * bytes);

      lists.removeRange(copied, 1, 4999);
      copied.delete();
      assertThat(read(database().address(value.ref()))).isEqualTo(expected);
      value.delete();
      assertThat(arena.liveBlocks()).as("freed in slices").isPositive();
      while (keyspace.doWork(0)) {
        // on
      }
      assertThat(arena.liveBlocks()).isZero();
    }

    /** Ranges that are freed in slices, some of them cut while a snapshot reads what they leave. */
    private void cutAndFree() {
      String key = "long";
      long hash = Database.hash(word(1, key), key.length());
      EntryValue value = new EntryValue(keyspace);
      create(value, hash, word(1, key), key.length());
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 100_000; i++) {
        String element = (i % 10_000 == 0 ? "l".repeat(10_000) : "some more bytes ") + i;
        lists.expect(value, element.length(), 1);
        lists.push(value, false, word(0, element), element.length());
        expected.add(element);
      }
      cut(value, expected, 0, 30_000);
      assertThat(keyspace.pendingFrees()).isPositive();
      try (KeyspaceSnapshot snapshot = keyspace.openSnapshot()) {
        List<String> atOpening = List.copyOf(expected);
        cut(value, expected, 10_001, 40_000);
        cut(value, expected, 20_000, 10_000);
        while (keyspace.doWork(0)) {
          // All that may go.
        }
        snapshot.forEach(0, entry -> assertThat(read(entry)).isEqualTo(atOpening));
      }
      value =
          new EntryValue(keyspace)
              .attach(database(), hash, database().find(hash, word(1, key), key.length()));
      cut(value, expected, 1, expected.size() - 2);
      lists.shrink(value);
      value.delete();
      while (keyspace.doWork(0)) {
        // All of it.
      }
      assertThat(arena.liveBlocks()).isZero();
    }

    private void cut(EntryValue value, List<String> expected, int start, int count) {
      lists.removeRange(value, start, count);
      expected.subList(start, start + count).clear();
      assertThat(read(database().address(value.ref()))).isEqualTo(expected);
    }

    @Override
    protected List<String> empty() {
      return List.of();
    }

    @Override
    protected boolean isEmpty(List<String> model) {
      return model.isEmpty();
    }

    @Override
    protected List<String> read(long entry) {
      List<String> contents = new ArrayList<>();
      walk.forEach(
          Entry.encoding(entry),
          Entry.valueAddress(entry),
          (element, length) -> contents.add(text(element, length)));
      return contents;
    }

    @Override
    public void close() {
      walk.close();
      super.close();
    }
  }

  /** Small ones, ones that often change their form, big ones; the last number says which forms. */
  @ParameterizedTest
  @CsvSource({
    "40, 1000000, 15000, 1",
    "40, 20, 15000, 3",
    "300, 60, 10000, 3",
    "2000, 200, 8000, 3"
  })
  void agreesWithListsAndSnapshotsStayAsTheyWere(
      int wantedSize, int longOneIn, int steps, int forms) {
    try (Model model = new Model(System.nanoTime(), wantedSize, longOneIn)) {
      model.run(steps);
      assertThat(model.formsSeen).isEqualTo(forms);
    }
  }

  @Test
  void aCopyIsItsOwnAndAllIsFreed() {
    try (Model model = new Model(1, 0, 1)) {
      model.copyAndDelete();
    }
  }

  @Test
  void aLargeRangeIsFreedInSlicesAndReadBySnapshots() {
    try (Model model = new Model(1, 0, 1)) {
      model.cutAndFree();
    }
  }
}
