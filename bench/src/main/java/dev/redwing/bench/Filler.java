package dev.redwing.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Sets {@code key:000000000000 … } in order, each exactly once, so that a size is a size. */
final class Filler {
  private static final int OK_REPLY_BYTES = "+OK\r\n".length();

  private Filler() {}

  static void fill(Contestant contestant, int keys, int valueBytes, int batch) throws IOException {
    SplittableRandom random = new SplittableRandom(keys);
    byte[] value = new byte[valueBytes];
    byte[] head = "*3\r\n$3\r\nSET\r\n$16\r\nkey:".getBytes(StandardCharsets.ISO_8859_1);
    byte[] middle = ("\r\n$" + valueBytes + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] end = "\r\n".getBytes(StandardCharsets.ISO_8859_1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), contestant.port())) {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (int key = 0; key < keys; ) {
        int size = Math.min(batch, keys - key);
        for (int i = 0; i < size; i++, key++) {
          out.write(head);
          out.write("%012d".formatted(key).getBytes(StandardCharsets.ISO_8859_1));
          out.write(middle);
          for (int at = 0; at < valueBytes; at++) {
            value[at] = (byte) ('a' + random.nextInt(26));
          }
          out.write(value);
          out.write(end);
        }
        out.flush();
        byte[] replies = in.readNBytes(size * OK_REPLY_BYTES);
        if (replies.length != size * OK_REPLY_BYTES || replies[0] != '+') {
          throw new IOException(
              contestant.name()
                  + " did not accept a SET: "
                  + new String(
                      replies, 0, Math.min(80, replies.length), StandardCharsets.ISO_8859_1));
        }
      }
    }
  }
}
