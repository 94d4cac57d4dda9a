package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListPackTest {
  private static final int ROOM_BYTES = 1 << 20;

  /**
   * What redis-server 7.0.15 dumps for {@code RPUSH l} of {@link #GOLDEN_VALUES}: every encoding
   * and its bounds.
   */
  private static final String GOLDEN =
      "170200001e0000017f01c08002cfff02dfff02d00002f1001003f1ffef03f1ff7f03f1008003f200800004"
          + "f2ffff7f04f200008004f30000800005f3ffffff7f05f30000008005f4000000800000000009"
          + "f4ffffffffffffff7f09f400000000000000800993393232333337323033363835343737353830381480"
          + "018161028330303704822d3003822b310382203103bf"
          + "78".repeat(63)
          + "40e040"
          + "79".repeat(64)
          + "42e07d"
          + "7a".repeat(125)
          + "7fe07e"
          + "77".repeat(126)
          + "0180ff";

  private static final List<String> GOLDEN_VALUES =
      List.of(
          "0",
          "127",
          "128",
          "4095",
          "-1",
          "-4096",
          "4096",
          "-4097",
          "32767",
          "-32768",
          "32768",
          "8388607",
          "-8388608",
          "8388608",
          "2147483647",
          "-2147483648",
          "2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "",
          "a",
          "007",
          "-0",
          "+1",
          " 1",
          "x".repeat(63),
          "y".repeat(64),
          "z".repeat(125),
          "w".repeat(126));

  private final Arena room = Arena.ofConfined();
  private final long pack = room.allocate(ROOM_BYTES).address();
  private final long scratch = room.allocate(8192).address();

  @AfterEach
  void free() {
    room.close();
  }

  @Test
  void writesTheBytesRedisWrites() {
    ListPack.init(pack);
    GOLDEN_VALUES.forEach(value -> insert(ListPack.NONE, value));

    assertThat(HexFormat.of().formatHex(NativeMemory.toBytes(pack, ListPack.bytes(pack))))
        .isEqualTo(GOLDEN);
  }

  @Test
  void readsTheBytesRedisWrites() {
    byte[] bytes = HexFormat.of().parseHex(GOLDEN);
    NativeMemory.copyIn(bytes, 0, pack, bytes.length);

    assertThat(ListPack.valid(pack, bytes.length)).isTrue();
    assertThat(contents()).isEqualTo(GOLDEN_VALUES);
    assertThat(backwards()).isEqualTo(GOLDEN_VALUES.reversed());
  }

  @Test
  void findsOnlyWholeMatchesAndPassesOverSkipped() {
    ListPack.init(pack);
    List.of("a", "b", "b", "a", "7", "8").forEach(value -> insert(ListPack.NONE, value));

    assertThat(find("b", 0)).isEqualTo(1);
    assertThat(find("b", 1)).isEqualTo(2);
    assertThat(find("7", 1)).isEqualTo(4);
    assertThat(find("8", 1)).isEqualTo(ListPack.NONE);
    assertThat(find("07", 0)).isEqualTo(ListPack.NONE);
  }

  @Test
  void behavesAsAListUnderRandomChanges() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> model = new ArrayList<>();
      ListPack.init(pack);
      for (int step = 0; step < 1_000; step++) {
        change(model, random);
        assertThat(ListPack.valid(pack, ListPack.bytes(pack))).as("seed %d", seed).isTrue();
        assertThat(ListPack.count(pack)).as("seed %d", seed).isEqualTo(model.size());
      }
      assertThat(contents()).as("seed %d", seed).isEqualTo(model);
      assertThat(backwards()).as("seed %d", seed).isEqualTo(model.reversed());
    }
  }

  private void change(List<String> model, SplittableRandom random) {
    int at = random.nextInt(model.size() + 1);
    int offset = at == model.size() ? ListPack.NONE : ListPack.seek(pack, at);
    switch (random.nextInt(4)) {
      case 0, 1 -> {
        String value = value(random);
        int before = ListPack.bytes(pack);
        insert(offset, value);
        assertThat(ListPack.bytes(pack) - before)
            .isEqualTo(ListPack.encodedBytes(write(value), value.length()));
        model.add(at, value);
      }
      case 2 -> {
        if (offset != ListPack.NONE) {
          String value = value(random);
          ListPack.replace(pack, offset, write(value), value.length());
          model.set(at, value);
        }
      }
      default -> {
        if (offset != ListPack.NONE) {
          int count = 1 + random.nextInt(3);
          int next = ListPack.delete(pack, offset, count);
          model.subList(at, Math.min(at + count, model.size())).clear();
          assertThat(next == ListPack.NONE).isEqualTo(at == model.size());
        }
      }
    }
  }

  @Test
  void refusesEveryMutilationItCouldNotWalk() {
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = golden.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      NativeMemory.copyIn(bytes, 0, pack, bytes.length);
      if (ListPack.valid(pack, bytes.length)) {
        assertThat(contents()).isEqualTo(backwards().reversed());
      }
    }
  }

  private static String value(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 1 -> "v".repeat(random.nextInt(80));
      case 2 -> "w".repeat(random.nextInt(200));
      default ->
          random.nextInt(50) == 0 ? "x".repeat(4090 + random.nextInt(20)) : "0" + random.nextInt();
    };
  }

  private int find(String value, int skip) {
    int offset = ListPack.find(pack, ListPack.first(pack), write(value), value.length(), skip);
    if (offset == ListPack.NONE) {
      return offset;
    }
    int index = 0;
    for (int at = ListPack.first(pack); at != offset; at = ListPack.next(pack, at)) {
      index++;
    }
    return index;
  }

  private void insert(int offset, String value) {
    ListPack.insert(pack, offset, write(value), value.length());
  }

  private long write(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, scratch, bytes.length);
    return scratch;
  }

  private List<String> contents() {
    List<String> values = new ArrayList<>();
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
      values.add(read(at));
    }
    return values;
  }

  private List<String> backwards() {
    List<String> values = new ArrayList<>();
    for (int at = ListPack.last(pack); at != ListPack.NONE; at = ListPack.previous(pack, at)) {
      values.add(read(at));
    }
    return values;
  }

  private String read(int at) {
    if (ListPack.isInteger(pack, at)) {
      return Long.toString(ListPack.integer(pack, at));
    }
    byte[] bytes =
        NativeMemory.toBytes(ListPack.stringAddress(pack, at), ListPack.stringLength(pack, at));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
