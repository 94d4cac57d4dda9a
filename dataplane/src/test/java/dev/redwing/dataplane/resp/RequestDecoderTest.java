package dev.redwing.dataplane.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.SplitMixRandom;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
  private final ProtocolLimits limits = new ProtocolLimits();
  private final InlineParser inline = new InlineParser();
  private final RequestBatch batch = new RequestBatch();

  @AfterEach
  void freeScratch() {
    inline.close();
  }

  /** A connection as net has it: what is not consumed stays, and moves. */
  private final class Stream implements AutoCloseable {
    private final RequestDecoder decoder = new RequestDecoder(limits, inline);
    private ByteBuf bytes = Unpooled.directBuffer(16);

    List<String> send(byte[] more) {
      ByteBuf moved = Unpooled.directBuffer(bytes.readableBytes() + more.length + 1);
      moved.writeBytes(bytes).writeBytes(more);
      bytes.release();
      bytes = moved;
      List<String> requests = new ArrayList<>();
      do {
        decoder.decode(
            batch, ReplyWriter.addressOf(bytes), bytes.readableBytes(), RequestBatch.MAX_REQUESTS);
        for (int i = 0; i < batch.size(); i++) {
          requests.add(text(batch.request(i)));
        }
      } while (batch.size() > 0);
      bytes.skipBytes(decoder.consumed());
      decoder.forget(decoder.consumed());
      bytes.discardReadBytes();
      return requests;
    }

    @Override
    public void close() {
      bytes.release();
    }
  }

  private static String text(Request request) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < request.count(); i++) {
      words.add(request.text(i));
    }
    return String.join("|", words);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private List<String> decode(String text) {
    try (Stream stream = new Stream()) {
      return stream.send(latin(text));
    }
  }

  private String errorOf(String text) {
    try (Stream stream = new Stream()) {
      stream.send(latin(text));
      return String.valueOf(stream.decoder.error());
    }
  }

  @Test
  void decodesPipelinedArrays() {
    assertThat(decode("*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n\r\n\r\n"))
        .containsExactly("PING", "SET|k|\r\n\r\n");
  }

  @Test
  void ignoresEmptyArraysAndEmptyLines() {
    assertThat(decode("*0\r\n*-1\r\n\r\n\n*1\r\n$4\r\nPING\r\n")).containsExactly("PING");
  }

  @Test
  void decodesInlineCommandsWithRedisQuoting() {
    assertThat(decode("PING\r\nset  k\tv\n")).containsExactly("PING", "set|k|v");
    assertThat(decode("set \"a b\" 'c d'\r\n")).containsExactly("set|a b|c d");
    assertThat(decode("set \"\\x41\\n\\\"\\q\" 'it\\'s' x\"y\"\r\n"))
        .containsExactly("set|A\n\"q|it's|xy");
    assertThat(decode("set \"\" ''\n")).containsExactly("set||");
    assertThat(decode("get \\x41\n")).containsExactly("get|\\x41");
  }

  @Test
  void manyQuotedLinesDoNotOverwriteEachOther() {
    String word = "x".repeat(6000);
    assertThat(decode(("set \"" + word + "\" \"1\"\n").repeat(20)))
        .hasSize(20)
        .containsOnly("set|" + word + "|1");
  }

  @Test
  void refusesWhatRedisRefuses() {
    assertThat(errorOf("*a\r\n")).isEqualTo("Protocol error: invalid multibulk length");
    assertThat(errorOf("*2147483648\r\n")).isEqualTo("Protocol error: invalid multibulk length");
    assertThat(errorOf("*01\r\n")).isEqualTo("Protocol error: invalid multibulk length");
    assertThat(errorOf("*1\r\n:4\r\n")).isEqualTo("Protocol error: expected '$', got ':'");
    assertThat(errorOf("*1\r\n$-1\r\n")).isEqualTo("Protocol error: invalid bulk length");
    assertThat(errorOf("*1\r\n$536870913\r\n")).isEqualTo("Protocol error: invalid bulk length");
    assertThat(errorOf("*1\r\n$x\r\n")).isEqualTo("Protocol error: invalid bulk length");
    assertThat(errorOf("get \"a\r\n")).isEqualTo("Protocol error: unbalanced quotes in request");
    assertThat(errorOf("get \"a\"b\r\n")).isEqualTo("Protocol error: unbalanced quotes in request");
    String long64k = "1".repeat(64 * 1024 + 1);
    assertThat(errorOf(long64k)).isEqualTo("Protocol error: too big inline request");
    assertThat(errorOf("*" + long64k)).isEqualTo("Protocol error: too big mbulk count string");
    assertThat(errorOf("*1\r\n$" + long64k)).isEqualTo("Protocol error: too big bulk count string");
  }

  @Test
  void requestsBeforeAnErrorAreDecoded() {
    try (Stream stream = new Stream()) {
      assertThat(stream.send(latin("PING\r\n*1\r\n!\r\n"))).containsExactly("PING");
      assertThat(stream.decoder.error()).isEqualTo("Protocol error: expected '$', got '!'");
    }
  }

  @Test
  void strangersMaySendLittle() {
    try (Stream stream = new Stream()) {
      stream.decoder.setTrusted(false);
      assertThat(stream.send(latin("*1\r\n$4\r\nPING\r\n"))).containsExactly("PING");
      stream.send(latin("*11\r\n"));
      assertThat(stream.decoder.error())
          .isEqualTo("Protocol error: unauthenticated multibulk length");
    }
    try (Stream stream = new Stream()) {
      stream.decoder.setTrusted(false);
      stream.send(latin("*2\r\n$4\r\nPING\r\n$16385\r\n"));
      assertThat(stream.decoder.error()).isEqualTo("Protocol error: unauthenticated bulk length");
    }
  }

  @Test
  void theMastersArgumentsHaveNoLimit() {
    limits.setMaxBulkBytes(10);
    try (Stream stream = new Stream()) {
      stream.decoder.setFromMaster(true);
      assertThat(stream.send(latin("*1\r\n$11\r\n12345678901\r\n"))).containsExactly("12345678901");
    }
  }

  @Test
  void rewoundRequestsComeAgain() {
    ByteBuf bytes =
        Unpooled.directBuffer().writeBytes(latin("PING\r\nget \"a\\n\"\r\n*1\r\n$1\r\nX\r\nPI"));
    RequestDecoder decoder = new RequestDecoder(limits, inline);
    decoder.decode(batch, ReplyWriter.addressOf(bytes), bytes.readableBytes(), 64);
    assertThat(batch.size()).isEqualTo(3);
    decoder.rewind(batch, 1);
    assertThat(decoder.consumed()).isEqualTo(6);
    decoder.decode(batch, ReplyWriter.addressOf(bytes), bytes.readableBytes(), 64);
    assertThat(batch.size()).isEqualTo(2);
    assertThat(text(batch.request(0))).isEqualTo("get|a\n");
    assertThat(text(batch.request(1))).isEqualTo("X");
    bytes.release();
  }

  @Test
  void everySplitPointGivesTheSameRequests() {
    String text =
        "*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n$5\r\nv\r\n\r\n\r\n\r\nPING\r\nset \"a b\" 'c'\n"
            + "*-1\r\n*12\r\n"
            + "$1\r\nx\r\n".repeat(11)
            + "$12\r\n0123456789ab\r\n*1\r\n$4\r\nQUIT\r\n";
    byte[] bytes = latin(text);
    List<String> whole = decode(text);
    assertThat(whole).hasSize(5);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second += 7) {
        assertThat(inPieces(bytes, first, second)).as("%d, %d", first, second).isEqualTo(whole);
      }
    }
    try (Stream stream = new Stream()) {
      List<String> byteByByte = new ArrayList<>();
      for (byte b : bytes) {
        byteByByte.addAll(stream.send(new byte[] {b}));
      }
      assertThat(byteByByte).isEqualTo(whole);
    }
  }

  private List<String> inPieces(byte[] bytes, int first, int second) {
    try (Stream stream = new Stream()) {
      List<String> requests = new ArrayList<>();
      requests.addAll(stream.send(java.util.Arrays.copyOfRange(bytes, 0, first)));
      requests.addAll(stream.send(java.util.Arrays.copyOfRange(bytes, first, second)));
      requests.addAll(stream.send(java.util.Arrays.copyOfRange(bytes, second, bytes.length)));
      return requests;
    }
  }

  @Test
  void longLinesInSmallPiecesAreScannedOnce() {
    try (Stream stream = new Stream()) {
      for (int i = 0; i < 60_000; i += 100) {
        assertThat(stream.send(latin("x".repeat(100)))).isEmpty();
      }
      assertThat(stream.send(latin("\r\n"))).hasSize(1);
    }
  }

  /** Random bytes from an alphabet that gets far: never a crash, the same result in any pieces. */
  @Test
  void fuzz() {
    long seed = Long.getLong("redwing.test.seed", 20_260_101L);
    System.out.println("seed " + seed);
    SplitMixRandom random = new SplitMixRandom(seed);
    String[] pieces = {
      "*",
      "$",
      "\r\n",
      "\r",
      "\n",
      "1",
      "2",
      "3",
      "0",
      "-1",
      "x",
      "PING",
      "\"",
      "'",
      "\\x41",
      " ",
      "*1\r\n$4\r\nPING\r\n",
      "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
      "$3\r\nabc\r\n",
      "\0",
      "\u00ff"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int parts = 1 + random.nextInt(12);
      for (int i = 0; i < parts; i++) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = latin(text.toString());
      String whole;
      try (Stream stream = new Stream()) {
        whole = stream.send(bytes) + " " + stream.decoder.error();
      }
      try (Stream stream = new Stream()) {
        List<String> requests = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
          int next = Math.min(bytes.length, at + 1 + random.nextInt(5));
          requests.addAll(stream.send(java.util.Arrays.copyOfRange(bytes, at, next)));
          at = next;
        }
        assertThat(requests + " " + stream.decoder.error())
            .as("seed %d round %d: %s", seed, round, text)
            .isEqualTo(whole);
      }
    }
  }
}
