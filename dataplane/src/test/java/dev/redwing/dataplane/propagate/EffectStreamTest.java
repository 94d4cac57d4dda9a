package dev.redwing.dataplane.propagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EffectStreamTest {
  private static final String LARGE = "(large)";

  private final ScarceAllocator allocator = new ScarceAllocator();
  private final EffectStream stream = new EffectStream(allocator, () -> ended = true);
  private boolean ended;

  /** What the sink got; {@link #large} stands there as {@link #LARGE}. */
  private final List<String> accepted = new ArrayList<>();

  private String large = LARGE;

  EffectStreamTest() {
    stream.addSink(
        sink(
            bytes -> {
              accepted.add(bytes.toString(StandardCharsets.US_ASCII).replace(large, LARGE));
            }));
  }

  private static EffectSink sink(Consumer<ByteBuf> consumer) {
    return new EffectSink() {
      @Override
      public boolean wantsEffects() {
        return true;
      }

      @Override
      public void accept(ByteBuf bytes) {
        consumer.accept(bytes);
      }
    };
  }

  private static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return text.toString();
  }

  private void append(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.US_ASCII);
    }
    stream.append(0, bytes);
  }

  @Test
  void oneEffectOfAUnitStandsAlone() {
    stream.beginUnit();
    append("SET", "key", "value");
    stream.endUnit();
    stream.endTurn();
    assertThat(accepted).containsExactly(command("SELECT", "0") + command("SET", "key", "value"));
  }

  @Test
  void aUnitThatIsLargeLeavesInParts() {
    large = "v".repeat(40 << 20);
    stream.beginUnit();
    for (int i = 0; i < 4; i++) {
      append("SET", "key" + i, large);
    }
    stream.endUnit();
    stream.endTurn();
    assertThat(accepted).hasSizeGreaterThan(1);
    assertThat(String.join("", accepted))
        .isEqualTo(
            command("SELECT", "0")
                + command("MULTI")
                + command("SET", "key0", large).replace(large, LARGE)
                + command("SET", "key1", large).replace(large, LARGE)
                + command("SET", "key2", large).replace(large, LARGE)
                + command("SET", "key3", large).replace(large, LARGE)
                + command("EXEC"));
  }

  @Test
  void aLargeFirstEffectWaitsForItsMulti() {
    large = "v".repeat(66 << 20);
    stream.beginUnit();
    append("SET", "key", large);
    assertThat(accepted).isEmpty();
    append("DEL", "key");
    stream.endUnit();
    stream.endTurn();
    assertThat(String.join("", accepted))
        .isEqualTo(
            command("SELECT", "0")
                + command("MULTI")
                + command("SET", "key", large).replace(large, LARGE)
                + command("DEL", "key")
                + command("EXEC"));
  }

  /** Clients would be told of a change that neither the file nor a replica hears of. */
  @Test
  void withoutMemoryForAnEffectTheProcessEnds() {
    append("SET", "key", "v");
    assertThat(ended).isFalse();
    allocator.empty = true;
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> append("SET", "key", "v".repeat(1 << 20)));
    assertThat(ended).isTrue();
  }

  @Test
  void withoutMemoryOfASinkTheProcessEnds() {
    stream.addSink(
        sink(
            bytes -> {
              throw new OutOfNativeMemoryException("no room");
            }));
    append("SET", "key", "v");
    assertThat(ended).isFalse();
    stream.endTurn();
    assertThat(ended).isTrue();
  }

  /** Has memory until it is told that there is none. */
  private static final class ScarceAllocator extends AbstractByteBufAllocator {
    private boolean empty;

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      if (empty) {
        throw new OutOfMemoryError("for a test");
      }
      return UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
