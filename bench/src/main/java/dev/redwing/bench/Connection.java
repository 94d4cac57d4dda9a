package dev.redwing.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking connection for what is asked beside the load: FLUSHALL, INFO, BGSAVE. */
final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  private Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static Connection open(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      return new Connection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends a command; returns a simple reply's line with its type byte, a bulk reply's text, or what
   * an array's elements are, each followed by a line feed.
   */
  String ask(String... words) throws IOException {
    StringBuilder request = new StringBuilder().append('*').append(words.length).append("\r\n");
    for (String word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    return readReply();
  }

  /** The same of a command that must not fail. */
  String demand(String... words) throws IOException {
    String reply = ask(words);
    if (reply.startsWith("-")) {
      throw new IOException(String.join(" ", words) + " was answered " + reply);
    }
    return reply;
  }

  /** Whether a reply, or all that an array has, is null. */
  static boolean isNull(String reply) {
    String text = reply.strip();
    return text.equals("$-1") || text.equals("*-1");
  }

  String info(String section, String field) throws IOException {
    for (String line : ask("INFO", section).split("\r\n", -1)) {
      if (line.startsWith(field + ":")) {
        return line.substring(field.length() + 1);
      }
    }
    throw new IOException("INFO " + section + " has no field " + field);
  }

  private String readReply() throws IOException {
    String line = readLine();
    if (isNull(line)) {
      return line;
    }
    if (line.startsWith("$")) {
      int length = Integer.parseInt(line.substring(1));
      byte[] bulk = in.readNBytes(length);
      readLine();
      return new String(bulk, StandardCharsets.ISO_8859_1);
    }
    if (line.startsWith("*")) {
      StringBuilder elements = new StringBuilder();
      for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
        elements.append(readReply()).append('\n');
      }
      return elements.toString();
    }
    return line;
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("connection closed by the server");
      }
      if (b == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(b);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
