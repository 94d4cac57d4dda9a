package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.NativeMemory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IntSetTest {
  private final Arena room = Arena.ofConfined();
  private final long set = room.allocate(1 << 16).address();

  @AfterEach
  void free() {
    room.close();
  }

  @Test
  void writesTheBytesRedisWrites() {
    IntSet.init(set);
    for (long value : new long[] {5, -1, 70000, 5}) {
      IntSet.add(set, value);
    }

    // What redis-server 7.0.15 dumps for SADD s 5 -1 70000.
    assertThat(HexFormat.of().formatHex(NativeMemory.toBytes(set, IntSet.bytes(set))))
        .isEqualTo("0400000003000000ffffffff0500000070110100");
  }

  @Test
  void behavesAsASortedSetUnderRandomChanges() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TreeSet<Long> model = new TreeSet<>();
      IntSet.init(set);
      for (int step = 0; step < 600; step++) {
        long value =
            random.nextLong() >> (random.nextInt(step < 300 ? 20 : 64) + (step < 300 ? 44 : 0));
        if (random.nextInt(3) == 0) {
          assertThat(IntSet.remove(set, value)).isEqualTo(model.remove(value));
        } else {
          int expected =
              model.contains(value) ? IntSet.bytes(set) : IntSet.bytesAfterAdd(set, value);
          assertThat(IntSet.add(set, value)).isEqualTo(model.add(value));
          assertThat(IntSet.bytes(set)).as("seed %d", seed).isEqualTo(expected);
        }
        assertThat(IntSet.contains(set, value)).isEqualTo(model.contains(value));
      }
      assertThat(contents()).as("seed %d", seed).isEqualTo(List.copyOf(model));
      assertThat(IntSet.valid(set, IntSet.bytes(set))).isTrue();
    }
  }

  @Test
  void refusesBytesOutOfOrderOrOfAnotherSize() {
    IntSet.init(set);
    IntSet.add(set, 1);
    IntSet.add(set, 2);
    int length = IntSet.bytes(set);

    assertThat(IntSet.valid(set, length)).isTrue();
    assertThat(IntSet.valid(set, length - 1)).isFalse();
    NativeMemory.putShort(set + 8, (short) 2);
    assertThat(IntSet.valid(set, length)).isFalse();
    NativeMemory.putInt(set, 3);
    assertThat(IntSet.valid(set, length)).isFalse();
  }

  private List<Long> contents() {
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < IntSet.count(set); i++) {
      values.add(IntSet.get(set, i));
    }
    return values;
  }
}
