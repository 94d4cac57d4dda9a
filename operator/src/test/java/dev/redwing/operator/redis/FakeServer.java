package dev.redwing.operator.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A managed server reduced to what the operator says to it, with a password if it has one. */
final class FakeServer implements AutoCloseable {
  final Map<String, String> config = new ConcurrentHashMap<>(Map.of("hz", "10"));
  final List<String> orders = new CopyOnWriteArrayList<>();
  final AtomicInteger connections = new AtomicInteger();
  volatile String password = "";
  volatile String refusal = "";
  volatile boolean loading;
  private final ServerSocket listener;
  private final Thread acceptor;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();

  FakeServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    acceptor = Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        connections.incrementAndGet();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void serve(Socket client) {
    boolean known = false;
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      while (true) {
        List<String> words = read(in);
        String answer;
        if (words.getFirst().equals("AUTH")) {
          known = words.getLast().equals(password);
          answer = password.isEmpty() || !known ? "-WRONGPASS invalid\r\n" : "+OK\r\n";
        } else if (!password.isEmpty() && !known) {
          answer = "-NOAUTH Authentication required.\r\n";
        } else {
          answer = answer(words);
        }
        out.write(answer.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The client left.
      return;
    }
  }

  private String answer(List<String> words) {
    String all = String.join(" ", words);
    if (loading) {
      return "-LOADING Redis is loading the dataset in memory\r\n";
    }
    if (all.equals("REDWING STATUS")) {
      return list(
          "node-id",
          "n1",
          "role",
          "replica",
          "term",
          "7",
          "replid",
          "abc",
          "offset",
          "1234",
          "loading",
          "0",
          "master-host",
          "demo-0.demo-nodes.ns.svc",
          "master-port",
          "6379",
          "link",
          "up",
          "lag-bytes",
          "3",
          "keys",
          "9");
    }
    if (all.startsWith("CONFIG GET")) {
      List<String> pairs = new ArrayList<>();
      for (String name : words.subList(2, words.size())) {
        if (config.containsKey(name)) {
          pairs.add(name);
          pairs.add(config.getOrDefault(name, ""));
        }
      }
      return list(pairs.toArray(String[]::new));
    }
    if (words.getFirst().equals("ECHO")) {
      return "+" + words.getLast() + "\r\n";
    }
    orders.add(all);
    if (!refusal.isEmpty()) {
      return "-" + refusal + "\r\n";
    }
    if (all.startsWith("CONFIG SET")) {
      config.put(words.get(2), words.get(3));
    }
    return "+OK\r\n";
  }

  private static String list(String... items) {
    StringBuilder text = new StringBuilder("*" + items.length + "\r\n");
    for (String item : items) {
      text.append('$').append(item.length()).append("\r\n").append(item).append("\r\n");
    }
    return text.toString();
  }

  private static List<String> read(InputStream in) throws IOException {
    int count = Integer.parseInt(line(in).substring(1));
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = Integer.parseInt(line(in).substring(1));
      words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      in.skipNBytes(2);
    }
    return words;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  void dropClients() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    // The port is free when whoever accepts at it has let go of it.
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dropClients();
  }
}
