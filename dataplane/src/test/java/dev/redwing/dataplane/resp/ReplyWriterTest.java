package dev.redwing.dataplane.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyWriterTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final ReplyWriter writer = new ReplyWriter(new ReplyBuffers(allocator));

  @AfterEach
  void everyBufferIsGivenBack() {
    writer.release();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private String taken() {
    StringBuilder text = new StringBuilder();
    long size = writer.size();
    for (ByteBuf next = writer.poll(); next != null; next = writer.poll()) {
      text.append(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
    assertThat(text.length()).isEqualTo((int) size);
    assertThat(writer.size()).isZero();
    return text.toString();
  }

  @Test
  void writesTheSimpleReplies() {
    writer.ok();
    writer.pong();
    writer.queued();
    writer.simple("a");
    writer.error("ERR x\r\ny");
    writer.nullBulk();
    writer.nullArray();
    writer.bool(true);
    writer.bulk("abc");
    writer.bulk(new byte[] {'d'});
    writer.bulkInteger(-12);
    writer.verbatim("txt", "v");
    writer.bigNumber("123");
    writer.doubleValue(3.25);
    assertThat(taken())
        .isEqualTo(
            lines(
                "+OK",
                "+PONG",
                "+QUEUED",
                "+a",
                "-ERR x  y",
                "$-1",
                "*-1",
                ":1",
                "$3",
                "abc",
                "$1",
                "d",
                "$3",
                "-12",
                "$1",
                "v",
                "$3",
                "123",
                "$4",
                "3.25"));
    assertThat(writer.errorCount()).isEqualTo(1);
  }

  @Test
  void writesTheirRespThreeForms() {
    writer.setProtocol(3);
    writer.nullBulk();
    writer.nullArray();
    writer.bool(true);
    writer.bool(false);
    writer.verbatim("txt", "v");
    writer.bigNumber("123");
    writer.doubleValue(Double.NEGATIVE_INFINITY);
    writer.map(1);
    writer.set(2);
    writer.push(3);
    assertThat(taken())
        .isEqualTo(lines("_", "_", "#t", "#f", "=5", "txt:v", "(123", ",-inf", "%1", "~2", ">3"));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9,
        10,
        99,
        100,
        101,
        999,
        1000,
        12345,
        -12345,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Integer.MIN_VALUE
      })
  void writesIntegers(long value) {
    writer.integer(value);
    writer.bulkInteger(value);
    String digits = Long.toString(value);
    assertThat(taken())
        .isEqualTo(":" + digits + "\r\n$" + digits.length() + "\r\n" + digits + "\r\n");
  }

  @Test
  void writesAllIntegersAroundPowersOfTen() {
    StringBuilder expected = new StringBuilder();
    for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
      for (long value = power - 2; value <= power + 2; value++) {
        writer.integer(value);
        writer.integer(-value);
        expected.append(':').append(value).append("\r\n:").append(-value).append("\r\n");
      }
    }
    assertThat(taken()).isEqualTo(expected.toString());
  }

  @Test
  void deferredAggregatesNest() {
    int outer = writer.deferArray();
    writer.integer(1);
    int inner = writer.deferMap();
    writer.bulk("k");
    writer.bulk("v");
    writer.endMap(inner, 1);
    int empty = writer.deferSet();
    writer.endSet(empty, 0);
    writer.endArray(outer, 3);
    assertThat(taken()).isEqualTo("*3\r\n:1\r\n*2\r\n$1\r\nk\r\n$1\r\nv\r\n*0\r\n");
  }

  @Test
  void deferredAggregatesSpanBuffers() {
    ReplyReader reader = new ReplyReader();
    int outer = writer.deferArray();
    String element = "e".repeat(1000);
    for (int i = 0; i < 2000; i++) {
      int inner = writer.deferArray();
      writer.bulk(element);
      writer.integer(i);
      writer.endArray(inner, 2);
    }
    writer.endArray(outer, 2000);
    byte[] bytes = taken().getBytes(StandardCharsets.ISO_8859_1);
    reader.feed(bytes, 0, bytes.length);
    List<Reply> all =
        reader.next() instanceof Reply.Aggregate aggregate ? aggregate.elements() : List.of();
    assertThat(all).hasSize(2000);
    assertThat(all.get(1999))
        .isEqualTo(new Reply.Aggregate('*', List.of(new Reply.Bulk(element), new Reply.Int(1999))));
    assertThat(reader.remaining()).isZero();
  }

  @Test
  void truncatesAcrossBuffers() {
    writer.simple("kept");
    long size = writer.size();
    for (int i = 0; i < 1000; i++) {
      writer.bulk("x".repeat(2000));
    }
    writer.truncate(size);
    writer.integer(7);
    assertThat(taken()).isEqualTo("+kept\r\n:7\r\n");
  }

  @Test
  void longStringsAreWrittenInPieces() {
    int length = 3 * ReplyWriter.CHUNK_BYTES + 17;
    try (NativeBuffer source = new NativeBuffer(length)) {
      NativeMemory.fill(source.address(), length, (byte) 'v');
      String bulk = "$" + length + "\r\n" + "v".repeat(length) + "\r\n";
      writer.array(2);
      writer.bulk(source.address(), length);
      int deferred = writer.deferArray();
      for (int i = 0; i < 12; i++) {
        writer.bulk(source.address(), length);
      }
      writer.endArray(deferred, 12);
      assertThat(taken()).isEqualTo("*2\r\n" + bulk + "*12\r\n" + bulk.repeat(12));
    }
  }

  @Test
  void noBufferIsLargerThanAPoolKeeps() {
    int length = 10 * ReplyWriter.CHUNK_BYTES;
    try (NativeBuffer source = new NativeBuffer(length)) {
      for (int i = 0; i < 100; i++) {
        writer.bulk(source.address(), 1 + i * length / 100);
      }
    }
    for (ByteBuf next = writer.poll(); next != null; next = writer.poll()) {
      assertThat(next.capacity()).isLessThanOrEqualTo(ReplyWriter.CHUNK_BYTES);
      next.release();
    }
  }

  @Test
  void aReplyThatThereIsNoMemoryForIsTakenBack() {
    ScarceAllocator scarce = new ScarceAllocator(4 * ReplyWriter.CHUNK_BYTES);
    ReplyWriter replies = new ReplyWriter(new ReplyBuffers(scarce));
    try (NativeBuffer source = new NativeBuffer(8 * ReplyWriter.CHUNK_BYTES)) {
      replies.ok();
      long before = replies.size();
      assertThatThrownBy(() -> replies.bulk(source.address(), 8 * ReplyWriter.CHUNK_BYTES))
          .isInstanceOf(OutOfNativeMemoryException.class);
      replies.truncate(before);
      replies.error("OOM");
      assertThat(replies.size()).isEqualTo("+OK\r\n-OOM\r\n".length());
    } finally {
      replies.release();
    }
    assertThat(scarce.given).allMatch(buffer -> buffer.refCnt() == 0);
  }

  /** Gives so many bytes in all. */
  private static final class ScarceAllocator extends AbstractByteBufAllocator {
    private final List<ByteBuf> given = new ArrayList<>();
    private int left;

    ScarceAllocator(int bytes) {
      left = bytes;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      left -= initialCapacity;
      if (left < 0) {
        throw new OutOfMemoryError("a test wants it");
      }
      ByteBuf buffer = new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity);
      given.add(buffer);
      return buffer;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new AssertionError("replies lie in direct memory");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
