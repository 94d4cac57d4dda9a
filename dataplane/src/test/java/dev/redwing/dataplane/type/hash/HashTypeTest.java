package dev.redwing.dataplane.type.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.CollectionModel;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes against maps. */
class HashTypeTest {
  private static final class Model extends CollectionModel<Map<String, String>> {
    private final HashType hashes = keyspace.types().hashes();
    private final HashWalk walk = new HashWalk(arena);
    private final int fields;
    private final int longest;

    Model(long seed, int fields, int longest) {
      super(seed);
      this.fields = fields;
      this.longest = longest;
    }

    @Override
    protected void create(EntryValue value, long hash, long keyAddress, int keyLength) {
      value.create(
          database(),
          hash,
          keyAddress,
          keyLength,
          ValueType.HASH,
          Encoding.LISTPACK,
          ListPack.EMPTY_BYTES);
      HashType.init(value);
    }

    @Override
    protected Map<String, String> change(EntryValue value, Map<String, String> model) {
      Map<String, String> changed = new HashMap<>(model);
      String field = Integer.toString(random.nextInt(fields));
      if (random.nextBoolean()) {
        field = "f" + field;
      }
      long address = word(0, field);
      // Grows and shrinks by turns.
      if (random.nextInt(10) < (model.size() < fields / 2 ? 8 : 3) || model.isEmpty()) {
        String content = "" + random.nextInt(100_000);
        content = random.nextBoolean() ? content : content.repeat(1 + random.nextInt(longest));
        boolean isNew =
            hashes.put(value, address, field.length(), word(1, content), content.length());
        assertThat(isNew).isEqualTo(changed.put(field, content) == null);
      } else {
        assertThat(hashes.remove(value, address, field.length()))
            .isEqualTo(changed.remove(field) != null);
      }
      assertThat(HashType.size(value)).isEqualTo(changed.size());
      String other = (random.nextBoolean() ? "f" : "") + random.nextInt(fields);
      boolean found = hashes.find(value, word(0, other), other.length());
      assertThat(found ? text(hashes.valueAddress(), hashes.valueLength()) : null)
          .isEqualTo(changed.get(other));
      if (value.encoding() == Encoding.LISTPACK) {
        assertThat(ListPack.valid(value.address(), value.length())).isTrue();
      }
      return changed;
    }

    @Override
    protected Map<String, String> empty() {
      return Map.of();
    }

    @Override
    protected boolean isEmpty(Map<String, String> model) {
      return model.isEmpty();
    }

    @Override
    protected Map<String, String> read(long entry) {
      Map<String, String> contents = new HashMap<>();
      walk.forEach(
          Entry.encoding(entry),
          Entry.valueAddress(entry),
          (field, fieldLength, value, valueLength) ->
              assertThat(contents.put(text(field, fieldLength), text(value, valueLength)))
                  .isNull());
      return contents;
    }

    @Override
    public void close() {
      walk.close();
      super.close();
    }
  }

  /** Listpacks only, tables by their number, and tables by a long value. */
  @ParameterizedTest
  @CsvSource({"40, 3, 20000", "1500, 3, 15000", "60, 30, 20000"})
  void agreesWithMapsAndSnapshotsStayAsTheyWere(int fields, int longest, int steps) {
    try (Model model = new Model(System.nanoTime(), fields, longest)) {
      model.run(steps);
    }
  }
}
