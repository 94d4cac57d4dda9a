package dev.redwing.dataplane.type.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.IntSet;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.CollectionModel;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets against sets. */
class SetTypeTest {
  private static final class Model extends CollectionModel<Set<String>> {
    private final SetType sets = keyspace.types().sets();
    private final SetWalk walk = new SetWalk(arena);
    private final int members;
    private final int namedOneIn;

    Model(long seed, int members, int namedOneIn) {
      super(seed);
      this.members = members;
      this.namedOneIn = namedOneIn;
    }

    @Override
    protected void create(EntryValue value, long hash, long keyAddress, int keyLength) {
      value.create(
          database(),
          hash,
          keyAddress,
          keyLength,
          ValueType.SET,
          Encoding.INTSET,
          IntSet.EMPTY_BYTES);
      SetType.initIntset(value);
    }

    private String member() {
      String member = Integer.toString(random.nextInt(members) - members / 2);
      return switch (random.nextInt(namedOneIn)) {
        case 0 -> "m" + member;
        case 1 -> member + "00000000";
        default -> member;
      };
    }

    @Override
    protected Set<String> change(EntryValue value, Set<String> model) {
      Set<String> changed = new HashSet<>(model);
      String member = member();
      long address = word(0, member);
      if (random.nextInt(10) < (model.size() < members / 2 ? 8 : 3) || model.isEmpty()) {
        assertThat(sets.add(value, address, member.length())).isEqualTo(changed.add(member));
      } else {
        assertThat(sets.remove(value, address, member.length())).isEqualTo(changed.remove(member));
      }
      assertThat(SetType.size(value)).isEqualTo(changed.size());
      String other = member();
      assertThat(sets.contains(value, word(0, other), other.length()))
          .isEqualTo(changed.contains(other));
      int length = value.length();
      switch (value.encoding()) {
        case Encoding.LISTPACK -> assertThat(ListPack.valid(value.address(), length)).isTrue();
        case Encoding.INTSET ->
            assertThat(changed.isEmpty() || IntSet.valid(value.address(), length)).isTrue();
        default -> {}
      }
      return changed;
    }

    @Override
    protected Set<String> empty() {
      return Set.of();
    }

    @Override
    protected boolean isEmpty(Set<String> model) {
      return model.isEmpty();
    }

    @Override
    protected Set<String> read(long entry) {
      Set<String> contents = new HashSet<>();
      walk.forEach(
          Entry.encoding(entry),
          Entry.valueAddress(entry),
          (member, length) -> assertThat(contents.add(text(member, length))).isTrue());
      return contents;
    }

    @Override
    public void close() {
      walk.close();
      super.close();
    }
  }

  /** Intsets and a few listpacks, all forms, listpacks, tables by their number. */
  @ParameterizedTest
  @CsvSource({"100, 5000, 20000", "1500, 2000, 15000", "60, 3, 20000", "700, 3, 10000"})
  void agreesWithSetsAndSnapshotsStayAsTheyWere(int members, int namedOneIn, int steps) {
    try (Model model = new Model(System.nanoTime(), members, namedOneIn)) {
      model.run(steps);
    }
  }
}
