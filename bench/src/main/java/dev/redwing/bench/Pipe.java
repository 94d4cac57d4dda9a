package dev.redwing.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A connection that many commands go over in batches, each wholly answered before the next is sent:
 * how data gets into a server before something is measured. {@link #close} waits for the last.
 */
final class Pipe implements AutoCloseable {
  /** Of a numbered word: a prefix of four letters and twelve digits. */
  static final int NUMBERED_BYTES = 16;

  private static final int PREFIX_BYTES = 4;
  private static final int DIGITS = NUMBERED_BYTES - PREFIX_BYTES;
  private static final int BUFFER_BYTES = 1 << 20;

  /** More than any single command takes. */
  private static final int COMMAND_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final int batch;
  private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
  private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
  private final ReplyCounter replies = new ReplyCounter();
  private int unanswered;

  private Pipe(SocketChannel channel, int batch) {
    this.channel = channel;
    this.batch = batch;
  }

  /** {@code batch} is how many commands are sent at once. */
  static Pipe open(Target target, int batch) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new Pipe(channel, batch);
  }

  /** Begins a command of {@code words} words, which the caller adds. */
  Pipe command(int words) throws IOException {
    if (unanswered == batch || out.remaining() < COMMAND_BYTES) {
      flush();
    }
    unanswered++;
    return text("*" + words + "\r\n");
  }

  Pipe word(String word) {
    return text("$" + word.length() + "\r\n" + word + "\r\n");
  }

  Pipe word(byte[] word) {
    text("$" + word.length + "\r\n");
    out.put(word);
    return text("\r\n");
  }

  /** A prefix of four letters and a number: {@code key:000000000042}. */
  Pipe numbered(String prefix, long number) {
    return numbered(prefix, number, NUMBERED_BYTES);
  }

  /** The same, filled up with letters to {@code bytes} bytes. */
  Pipe numbered(String prefix, long number, int bytes) {
    text("$" + bytes + "\r\n");
    text(prefix);
    int digits = out.position();
    out.position(digits + DIGITS);
    putDigits(out, digits, DIGITS, number);
    for (int i = NUMBERED_BYTES; i < bytes; i++) {
      out.put((byte) 'x');
    }
    return text("\r\n");
  }

  /** Writes {@code number} at {@code position} with leading zeros. */
  static void putDigits(ByteBuffer buffer, int position, int digits, long number) {
    long rest = number;
    for (int i = digits - 1; i >= 0; i--) {
      buffer.put(position + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }

  private Pipe text(String text) {
    out.put(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
    while (unanswered > 0) {
      in.clear();
      if (channel.read(in) < 0) {
        throw new EOFException("the server closed a connection that fills it");
      }
      in.flip();
      unanswered -= replies.consume(in);
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      flush();
    }
  }
}
