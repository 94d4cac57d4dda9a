package dev.redwing.dataplane.type.zset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.CollectionModel;
import dev.redwing.dataplane.type.zset.ZsetModel.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorted sets against sorted maps. */
class ZsetTypeTest {
  private static final class Model extends CollectionModel<Map<String, Double>> {
    private static final int[] FLAGS = {
      0,
      0,
      0,
      ZsetType.NX,
      ZsetType.XX,
      ZsetType.GT,
      ZsetType.LT,
      ZsetType.INCREMENT,
      ZsetType.INCREMENT | ZsetType.XX | ZsetType.GT,
      ZsetType.INCREMENT | ZsetType.NX
    };

    private final ZsetType zsets = keyspace.types().zsets();
    private final ZsetWalk walk = new ZsetWalk(arena);
    private final RandomSource chance = new SplitMixRandom(1);
    private final ScoreRange scoreRange = new ScoreRange();
    private final LexRange lexRange = new LexRange();
    private final int members;
    private final int scores;
    private final int longOneIn;

    Model(long seed, int members, int scores, int longOneIn) {
      super(seed);
      this.members = members;
      this.scores = scores;
      this.longOneIn = longOneIn;
    }

    @Override
    protected void create(EntryValue value, long hash, long keyAddress, int keyLength) {
      value.create(
          database(),
          hash,
          keyAddress,
          keyLength,
          ValueType.ZSET,
          Encoding.LISTPACK,
          ListPack.EMPTY_BYTES);
      ZsetType.init(value);
    }

    private String member() {
      String member = Integer.toString(random.nextInt(members));
      return switch (random.nextInt(longOneIn)) {
        case 0 -> member + "-".repeat(65);
        default -> random.nextInt(3) == 0 ? "m" + member : member;
      };
    }

    @Override
    protected Map<String, Double> change(EntryValue value, Map<String, Double> model) {
      ZsetModel changed = new ZsetModel(model);
      int choice = random.nextInt(100);
      int keep = members / 2;
      if (choice < (model.size() < keep ? 80 : 40) || model.isEmpty()) {
        put(value, changed);
      } else if (choice < 97) {
        String member = member();
        assertThat(zsets.remove(value, word(0, member), member.length()))
            .isEqualTo(changed.scores().remove(member) != null);
      } else {
        removeMany(value, changed);
      }
      assertThat(ZsetType.size(value)).isEqualTo(changed.size());
      if (changed.size() > 0 && random.nextInt(changed.size() < 200 ? 3 : 50) == 0) {
        look(value, changed);
      }
      return changed.scores();
    }

    private void put(EntryValue value, ZsetModel changed) {
      // A new set is not given back empty: nothing is refused of the first member.
      int flags = changed.size() == 0 ? 0 : FLAGS[random.nextInt(FLAGS.length)];
      String member = member();
      double given = ZsetModel.score(random, scores);
      ZsetModel.Outcome expected = changed.decide(member, given, flags);
      Double before = changed.scores().get(member);
      Change change = zsets.put(value, word(0, member), member.length(), given, flags);
      assertThat(change).isEqualTo(expected.change());
      if (before != null) {
        assertThat(zsets.oldScore()).isEqualTo(before);
      }
      if (change == Change.ADDED || change == Change.UPDATED) {
        // A listpack has an integer for it.
        boolean signLost = value.encoding() == Encoding.LISTPACK && expected.score() == 0;
        changed.scores().put(member, signLost ? 0.0 : expected.score());
      }
      if (before != null || change == Change.ADDED) {
        assertThat(zsets.score()).isEqualTo(expected.score());
      }
    }

    private void removeMany(EntryValue value, ZsetModel changed) {
      List<Element> ranked = changed.ranked();
      // One stays at least: an empty set is not given back.
      int count = random.nextInt(Math.min(ranked.size(), 150));
      int start = random.nextInt(ranked.size() - count);
      assertThat(zsets.removeRange(value, start, count)).isEqualTo(count);
      List<Element> expected = ranked.subList(start, start + count);
      expected.forEach(element -> changed.scores().remove(element.member()));
    }

    // ---- looking ----

    private void look(EntryValue value, ZsetModel model) {
      zsets.checkInvariants(value);
      List<Element> ranked = model.ranked();
      assertThat(read(database().address(value.ref()))).isEqualTo(model.scores());
      findsMembers(value, ranked);
      findsScores(value, ranked);
      findsBytes(value, ranked);
      readsParts(value, ranked);
      drawsMembers(value, ranked);
    }

    private void findsMembers(EntryValue value, List<Element> ranked) {
      int rank = random.nextInt(ranked.size());
      Element element = ranked.get(rank);
      long address = word(0, element.member());
      int length = element.member().length();
      assertThat(zsets.find(value, address, length)).isTrue();
      assertThat(zsets.score()).isEqualTo(element.score());
      assertThat(zsets.rank(value, address, length, false)).isEqualTo(rank);
      assertThat(zsets.score()).isEqualTo(element.score());
      assertThat(zsets.rank(value, address, length, true)).isEqualTo(ranked.size() - 1 - rank);
      assertThat(zsets.find(value, word(0, "absent"), 6)).isFalse();
      assertThat(zsets.rank(value, word(0, "absent"), 6, false)).isEqualTo(ZsetType.NO_RANK);
    }

    private void findsScores(EntryValue value, List<Element> ranked) {
      double min = ZsetModel.score(random, scores);
      double max = ZsetModel.score(random, scores);
      boolean minExclusive = random.nextBoolean();
      boolean maxExclusive = random.nextBoolean();
      int[] expected =
          ZsetModel.range(
              ranked,
              e ->
                  (minExclusive ? e.score() > min : e.score() >= min)
                      && (maxExclusive ? e.score() < max : e.score() <= max));
      long count = zsets.findRange(value, scoreRange.set(min, minExclusive, max, maxExclusive));
      assertFound(count, expected);
    }

    private void assertFound(long count, int[] expected) {
      assertThat(count).isEqualTo(expected[1]);
      if (count > 0) {
        assertThat(zsets.rangeStart()).isEqualTo(expected[0]);
      }
    }

    private void findsBytes(EntryValue value, List<Element> ranked) {
      if (ranked.getFirst().score() != ranked.getLast().score()) {
        return;
      }
      String min = random.nextInt(5) == 0 ? "" : member();
      String max = random.nextInt(5) == 0 ? "~" : member();
      boolean exclusive = random.nextBoolean();
      lexRange.min(word(0, min), min.length(), exclusive);
      lexRange.max(word(1, max), max.length(), exclusive);
      int open = random.nextInt(8);
      if (open == 0) {
        lexRange.openMin(false);
      } else if (open == 1) {
        lexRange.openMax(true);
      }
      int[] expected =
          ZsetModel.range(
              ranked,
              e ->
                  (open == 0 || e.member().compareTo(min) >= (exclusive ? 1 : 0))
                      && (open == 1 || e.member().compareTo(max) < (exclusive ? 0 : 1)));
      assertFound(zsets.findRange(value, lexRange, false), expected);
      assertFound(zsets.findRange(value, lexRange, true), expected);
    }

    private void readsParts(EntryValue value, List<Element> ranked) {
      int first = random.nextInt(ranked.size());
      int count = random.nextInt(ranked.size()) + 1;
      boolean backwards = random.nextBoolean();
      List<Element> found = new ArrayList<>();
      zsets.forEach(
          value,
          first,
          count,
          backwards,
          (m, length, score) -> found.add(new Element(text(m, length), score)));
      List<Element> expected = backwards ? ranked.reversed() : ranked;
      int from = backwards ? ranked.size() - 1 - first : first;
      assertThat(found).isEqualTo(expected.subList(from, Math.min(ranked.size(), from + count)));
    }

    private void drawsMembers(EntryValue value, List<Element> ranked) {
      Set<Element> all = new HashSet<>(ranked);
      ZsetCursor cursor = zsets.random(value, chance);
      Element drawn =
          new Element(text(cursor.member().address(), cursor.member().length()), cursor.score());
      assertThat(all).contains(drawn);
      int count = random.nextInt(ranked.size());
      Set<Element> sample = new HashSet<>();
      zsets.sample(
          value,
          count,
          chance,
          (m, length, score) -> sample.add(new Element(text(m, length), score)));
      assertThat(sample).hasSize(count);
      assertThat(all.containsAll(sample)).isTrue();
      Set<Element> scanned = new HashSet<>();
      long position = 0;
      do {
        position =
            zsets.scan(
                value,
                position,
                10,
                (m, length, score) -> scanned.add(new Element(text(m, length), score)));
      } while (position != 0);
      assertThat(scanned).isEqualTo(all);
    }

    @Override
    protected Map<String, Double> empty() {
      return Map.of();
    }

    @Override
    protected boolean isEmpty(Map<String, Double> model) {
      return model.isEmpty();
    }

    @Override
    protected Map<String, Double> read(long entry) {
      List<Element> upwards = new ArrayList<>();
      List<Element> downwards = new ArrayList<>();
      int encoding = Entry.encoding(entry);
      long value = Entry.valueAddress(entry);
      walk.forEach(
          encoding, value, (m, length, score) -> upwards.add(new Element(text(m, length), score)));
      walk.forEachBackwards(
          encoding,
          value,
          (m, length, score) -> downwards.add(new Element(text(m, length), score)));
      assertThat(ZsetWalk.size(encoding, value)).isEqualTo(upwards.size());
      assertThat(downwards.reversed()).isEqualTo(upwards);
      assertThat(upwards).isSortedAccordingTo(Element.ORDER);
      Map<String, Double> contents = new HashMap<>();
      upwards.forEach(e -> assertThat(contents.put(e.member(), e.score())).isNull());
      return contents;
    }

    @Override
    public void close() {
      walk.close();
      super.close();
    }
  }

  /** Listpacks, both forms by number or by a long member, tables; equal scores with 0. */
  @ParameterizedTest
  @CsvSource({
    "60, 20, 100000, 30000",
    "60, 0, 100000, 20000",
    "100, 50, 300, 20000",
    "260, 30, 100000, 20000",
    "2000, 1000, 1000, 12000",
    "1500, 0, 1000, 10000",
  })
  void agreesWithSortedMapsAndSnapshotsStayAsTheyWere(
      int members, int scores, int longOneIn, int steps) {
    try (Model model = new Model(System.nanoTime(), members, scores, longOneIn)) {
      model.run(steps);
    }
  }
}
