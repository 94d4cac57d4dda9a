package dev.redwing.dataplane.replication.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotReceiverTest {
  @TempDir Path directory;

  private SnapshotReceiver receiver() throws IOException {
    return new SnapshotReceiver("a".repeat(40), 5, new DiskFiles(), directory.resolve("temp.rdb"));
  }

  /** Gives the bytes in pieces of this size; returns how many belonged to the snapshot. */
  private static int give(SnapshotReceiver receiver, byte[] bytes, int piece) throws IOException {
    try (NativeBuffer buffer = new NativeBuffer(bytes.length + 1)) {
      NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
      int at = 0;
      while (at < bytes.length && !receiver.isComplete()) {
        int length = Math.min(piece, bytes.length - at);
        at += receiver.take(buffer.address() + at, length);
      }
      return at;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void takesABulkOfKnownLengthInAnyPieces() throws IOException {
    byte[] body = new byte[200_000];
    new Random(1).nextBytes(body);
    byte[] stream = ascii("*1\r\n$4\r\nPING\r\n");
    for (int piece : new int[] {1, 7, 1000, 1_000_000}) {
      SnapshotReceiver receiver = receiver();
      byte[] all = join(ascii("\n\n$200000\r\n"), body, stream);

      int used = give(receiver, all, piece);

      assertThat(receiver.isComplete()).isTrue();
      assertThat(receiver.isMarked()).isFalse();
      assertThat(receiver.totalBytes()).isEqualTo(200_000);
      assertThat(used).isEqualTo(all.length - stream.length);
      receiver.close();
      assertThat(Files.readAllBytes(receiver.path())).isEqualTo(body);
    }
  }

  @Test
  void takesAStreamUpToItsMarkInAnyPieces() throws IOException {
    byte[] body = new byte[100_000];
    new Random(2).nextBytes(body);
    String mark = "0123456789".repeat(4);
    for (int piece : new int[] {1, 39, 40, 41, 1000, 1_000_000}) {
      SnapshotReceiver receiver = receiver();

      give(receiver, join(ascii("\n$EOF:" + mark + "\r\n"), body, ascii(mark)), piece);

      assertThat(receiver.isComplete()).as("pieces of %d", piece).isTrue();
      assertThat(receiver.isMarked()).isTrue();
      receiver.close();
      assertThat(Files.readAllBytes(receiver.path())).isEqualTo(body);
    }
  }

  @Test
  void anErrorInsteadOfASnapshot() throws IOException {
    SnapshotReceiver receiver = receiver();

    assertThatThrownBy(() -> give(receiver, ascii("-ERR disk full\r\n"), 100))
        .hasMessageContaining("disk full");
    receiver.discard();
    assertThat(receiver.path()).doesNotExist();
  }

  @Test
  void somethingElseInsteadOfASnapshot() throws IOException {
    SnapshotReceiver receiver = receiver();

    assertThatThrownBy(() -> give(receiver, ascii("hello\r\n"), 100))
        .hasMessageContaining("Bad protocol");
    receiver.discard();
  }
}
