package dev.redwing.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyCounterTest {
  private static final String EIGHT =
      "+OK\r\n:-12\r\n$3\r\n*1\r\r\n$-1\r\n*-1\r\n*0\r\n$0\r\n\r\n*2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n";

  private static int count(String replies, int chunk) {
    ReplyCounter counter = new ReplyCounter();
    byte[] bytes = replies.getBytes(StandardCharsets.US_ASCII);
    int count = 0;
    for (int at = 0; at < bytes.length; at += chunk) {
      count += counter.consume(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)));
    }
    return count;
  }

  @Test
  void repliesAreCountedWhereverTheStreamIsCut() {
    for (int chunk = 1; chunk <= EIGHT.length(); chunk++) {
      assertThat(count(EIGHT, chunk)).as("chunks of %d", chunk).isEqualTo(8);
    }
  }

  @Test
  void anErrorIsNoResult() {
    assertThatThrownBy(() -> count("+OK\r\n-ERR unknown command\r\n", 100))
        .hasMessageContaining("ERR unknown command");
  }
}
