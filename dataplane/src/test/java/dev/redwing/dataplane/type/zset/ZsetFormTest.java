package dev.redwing.dataplane.type.zset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A listpack's bytes, zeros, and byte ranges over scores that differ, as valkey-server has them.
 */
class ZsetFormTest {
  private final Arena arena = Arena.create(8L << 20, true);
  private final Epochs epochs = new Epochs(arena);
  private final ZsetType zsets =
      new ZsetType(
          arena, epochs, new Cuttings(arena, epochs), new ZsetType.Limits(() -> 128, () -> 64));
  private final StagedValue slot = new StagedValue();
  private final NativeBuffer word = new NativeBuffer(64);
  private final NativeBuffer otherWord = new NativeBuffer(64);

  @AfterEach
  void nothingIsLeft() {
    zsets.free(slot);
    assertThat(arena.liveBlocks()).isZero();
    arena.close();
    slot.close();
    word.close();
    otherWord.close();
  }

  private static long bytes(NativeBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
    return buffer.address();
  }

  private Change put(String member, double score, int flags) {
    return zsets.put(slot, bytes(word, member), member.length(), score, flags);
  }

  private void put(String member, double score) {
    put(member, score, 0);
  }

  private double score(String member) {
    assertThat(zsets.find(slot, bytes(word, member), member.length())).isTrue();
    return zsets.score();
  }

  /** DUMP of valkey-server 8.0.1 with rdbcompression off, without its type, length and footer. */
  @Test
  void aListpackHasRedissOwnBytes() {
    ZsetType.init(slot);
    put("a", -0.0);
    put("b", 0);
    put("c", 1e17);
    put("d", 5e18);
    put("e", 4e18);
    put("f", 1.5);
    put("g", 1e-7);
    put("h", Double.POSITIVE_INFINITY);
    put("i", Double.NEGATIVE_INFINITY);
    put("12", 3e25);
    put("l", 0.30000000000000004);
    put("c", -5000);
    assertThat(HexFormat.of().formatHex(NativeMemory.toBytes(slot.address(), slot.length())))
        .isEqualTo(
            "720000001600816902842d696e6605816302f178ec0381610200018162020001816702"
                + "8431652d3705816c0293302e3330303030303030303030303030303034148166028331"
                + "2e3504816502f40000909dceda8237098164028535652b3138060c018533652b323506"
                + "81680283696e6604ff");
    zsets.checkInvariants(slot);
  }

  @Test
  void zerosKeepTheirSignInTheLargeFormOnly() {
    ZsetType.init(slot);
    put("a", -0.0);
    assertThat(Double.doubleToRawLongBits(score("a"))).isZero();
    zsets.expect(slot, 1000, 1);
    assertThat(Double.doubleToRawLongBits(score("a"))).isZero();
    put("b", -0.0);
    assertThat(score("b")).isEqualTo(-0.0);
    assertThat(Double.doubleToRawLongBits(score("b"))).isEqualTo(Long.MIN_VALUE);
    assertThat(put("b", 0.0, 0)).isEqualTo(Change.SAME);
    assertThat(Double.doubleToRawLongBits(score("b"))).isEqualTo(Long.MIN_VALUE);
    assertThat(put("b", 5, 0)).isEqualTo(Change.UPDATED);
    assertThat(put("b", -0.0, 0)).isEqualTo(Change.UPDATED);
    assertThat(Double.doubleToRawLongBits(score("b"))).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void infinityAndItsOppositeAreNoNumber() {
    for (boolean large : new boolean[] {false, true}) {
      zsets.init(slot, large ? 1000 : 1, 1);
      put("a", Double.POSITIVE_INFINITY);
      assertThat(put("a", Double.NEGATIVE_INFINITY, ZsetType.INCREMENT))
          .isEqualTo(Change.NOT_A_NUMBER);
      assertThat(put("a", Double.NaN, 0)).isEqualTo(Change.NOT_A_NUMBER);
      assertThat(put("z", Double.NaN, 0)).isEqualTo(Change.NOT_A_NUMBER);
      assertThat(score("a")).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(ZsetType.size(slot)).isEqualTo(1);
      zsets.checkInvariants(slot);
    }
  }

  /** What ZRANGE BYLEX and ZRANGE BYLEX REV show of a listpack; words without a sign are ends. */
  @ParameterizedTest
  @CsvSource({
    "-, +, d a c b e b2, b2 e b c a d",
    "[a, [c, none, none",
    "(a, (c, none, none",
    "[b, [d, d a c b, b2 e b c",
    "-, [a, none, none",
    "-, [d, d a c b, b2 e b c a d",
    "[c, +, none, none",
    "(b2, +, none, none",
    "+, -, none, none",
    "-, -, none, none",
    "+, +, none, none",
    "[c, [b, none, none",
    "[b, [b, none, none",
    "(b, [b, none, none",
    "[a, [z, d a c b e b2, b2 e b c a d",
    "(d, (e, none, none",
    "[b2, [e, d a c b e b2, b2 e"
  })
  void bytesAreSearchedFromEitherEndWhereScoresDiffer(
      String min, String max, String forwards, String backwards) {
    ZsetType.init(slot);
    put("d", 1);
    put("a", 2);
    put("c", 3);
    put("b", 4);
    put("e", 5);
    put("b2", 6);
    LexRange range = new LexRange();
    setMin(range, min);
    setMax(range, max);
    assertThat(shown(range, false)).isEqualTo(forwards);
    assertThat(shown(range, true)).isEqualTo(backwards);
  }

  private void setMin(LexRange range, String min) {
    if (min.length() == 1) {
      range.openMin(min.equals("+"));
    } else {
      range.min(bytes(word, min.substring(1)), min.length() - 1, min.charAt(0) == '(');
    }
  }

  private void setMax(LexRange range, String max) {
    if (max.length() == 1) {
      range.openMax(max.equals("+"));
    } else {
      range.max(bytes(otherWord, max.substring(1)), max.length() - 1, max.charAt(0) == '(');
    }
  }

  private String shown(LexRange range, boolean backwards) {
    long count = zsets.findRange(slot, range, backwards);
    long start = zsets.rangeStart();
    List<String> members = new ArrayList<>();
    zsets.forEach(
        slot,
        backwards ? start + count - 1 : start,
        count,
        backwards,
        (m, length, score) ->
            members.add(new String(NativeMemory.toBytes(m, length), StandardCharsets.ISO_8859_1)));
    return members.isEmpty() ? "none" : String.join(" ", members);
  }

  @Test
  void listpacksFromOutsideAreLookedAt() {
    assertThat(isRanked("a", "1", "b", "1", "c", "1.5", "d", "inf")).isTrue();
    assertThat(isRanked("9", "0", "a", "-0", "b", "0")).isTrue();
    assertThat(isRanked()).isTrue();
    assertThat(isRanked("a", "1", "b")).isFalse();
    assertThat(isRanked("b", "1", "a", "1")).isFalse();
    assertThat(isRanked("a", "1", "a", "1")).isFalse();
    assertThat(isRanked("10", "1", "9", "1")).isTrue();
    assertThat(isRanked("9", "1", "10", "1")).isFalse();
    assertThat(isRanked("a", "2", "b", "1")).isFalse();
    assertThat(isRanked("a", "x")).isFalse();
    assertThat(isRanked("a", "nan")).isFalse();
  }

  private boolean isRanked(String... elements) {
    ZsetType.init(slot);
    for (String element : elements) {
      long address = bytes(word, element);
      int more = ListPack.encodedBytes(address, element.length());
      long pack = slot.writable(slot.length() + more);
      ListPack.insert(pack, ListPack.NONE, address, element.length());
    }
    boolean ranked = zsets.isRanked(slot.address());
    assertThat(slot.encoding()).isEqualTo(Encoding.LISTPACK);
    return ranked;
  }
}
