package dev.redwing.dataplane.testing;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.resp.ReplyReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A small blocking client that hides nothing: what is sent and read are bytes, one character each.
 */
public final class RespClient implements AutoCloseable {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Socket socket;
  private final ReplyReader reader = new ReplyReader();
  private final byte[] chunk = new byte[16 * 1024];

  private RespClient(Socket socket) {
    this.socket = socket;
  }

  public static RespClient connect(int port) {
    return connect(InetAddress.getLoopbackAddress().getHostAddress(), port);
  }

  public static RespClient connect(String host, int port) {
    try {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      return new RespClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits as long as this for each reply from now on. */
  public RespClient patient(Duration timeout) {
    try {
      socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- commands ----

  /** Sends a command and reads its reply. */
  public Reply call(String... words) {
    send(words);
    return read();
  }

  /** Sends a command and reads its reply as the bytes that came. */
  public String callRaw(String... words) {
    send(words);
    return readRaw();
  }

  /** Sends a command; its reply is to be a string, simple or bulk, or an integer. */
  public String text(String... words) {
    return textOf(call(words));
  }

  /** Strings, integers and errors ({@code -ERR ...}) as text; null is {@code (nil)}. */
  public static String textOf(Reply reply) {
    return switch (reply) {
      case Reply.Simple(var text) -> text;
      case Reply.Bulk(var text) -> text;
      case Reply.Int(var value) -> Long.toString(value);
      case Reply.Failure(var text) -> "-" + text;
      case Reply.Null() -> "(nil)";
      case Reply.Decimal(var text) -> text;
      case Reply.Bool(var value) -> Boolean.toString(value);
      case Reply.Big(var digits) -> digits;
      case Reply.Verbatim(var extension, var text) -> text;
      case Reply.Aggregate(var type, var elements) ->
          elements.stream().map(RespClient::textOf).toList().toString();
    };
  }

  /** Sends a command and does not wait for the reply. */
  public void send(String... words) {
    sendBytes(encode(words));
  }

  /** A command in RESP. */
  public static byte[] encode(String... words) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + words.length + "\r\n").getBytes(LATIN));
    for (String word : words) {
      bytes.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(LATIN));
    }
    return bytes.toByteArray();
  }

  // ---- bytes ----

  public void sendRaw(String bytes) {
    sendBytes(bytes.getBytes(LATIN));
  }

  public void sendBytes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Reply read() {
    while (true) {
      Reply reply = reader.next();
      if (reply != null) {
        return reply;
      }
      fill();
    }
  }

  /** The next reply as the bytes that came. */
  public String readRaw() {
    while (true) {
      byte @Nullable [] reply = reader.nextRaw();
      if (reply != null) {
        return new String(reply, LATIN);
      }
      fill();
    }
  }

  private void fill() {
    try {
      int length = socket.getInputStream().read(chunk);
      if (length < 0) {
        throw new UncheckedIOException(new IOException("the server has closed the connection"));
      }
      reader.feed(chunk, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All bytes until the server closes; those that {@link #read} has seen are not among them. */
  public String readUntilClosed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int n = socket.getInputStream().read(chunk); n >= 0; ) {
        bytes.write(chunk, 0, n);
        n = socket.getInputStream().read(chunk);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new UncheckedIOException("not closed after " + bytes, e);
    } catch (IOException reset) {
      // Closed with requests unread: that is an end, too.
    }
    return bytes.toString(LATIN);
  }

  /** Tells the server that no more comes; replies can still be read. */
  public void endInput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
