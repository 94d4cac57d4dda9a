package dev.redwing.dataplane.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Keys of all sorts, written to a server and read from one by plain commands. */
final class Dataset {
  static final int DATABASES = 16;

  private Dataset() {}

  /** Every encoding of a string, expiries, several databases; different for each seed. */
  static void fill(RespClient client, long seed) {
    Batch batch = new Batch();
    Random random = new Random(seed);
    for (int db : new int[] {0, 3, 15}) {
      batch.add("SELECT", Integer.toString(db));
      fillDatabase(batch, random);
    }
    batch.add("SELECT", "0");
    batch.run(client);
  }

  /** Commands that are sent at once. */
  private static final class Batch {
    private final ByteArrayOutputStream requests = new ByteArrayOutputStream();
    private int count;

    void add(String... words) {
      requests.writeBytes(RespClient.encode(words));
      count++;
    }

    void run(RespClient client) {
      client.sendBytes(requests.toByteArray());
      for (int i = 0; i < count; i++) {
        assertThat(client.read()).isNotInstanceOf(Reply.Failure.class);
      }
    }
  }

  private static void fillDatabase(Batch batch, Random random) {
    for (long edge : new long[] {0, 1L << 7, 1L << 15, 1L << 31, Long.MIN_VALUE, Long.MAX_VALUE}) {
      for (long value = edge - 2; value != edge + 2; value++) {
        batch.add("SET", "int" + value, Long.toString(value));
        batch.add("SET", "negative" + -value, Long.toString(-value));
      }
    }
    batch.add("SET", "almost-int", "0" + random.nextInt(1000));
    batch.add("SET", "empty", "");
    batch.add("SET", "", "empty key");
    batch.add("SET", "embstr", "x".repeat(44));
    batch.add("SET", "raw", "x".repeat(45));
    batch.add("SET", "compressible", "abc".repeat(1000 + random.nextInt(1000)));
    batch.add("SET", "key".repeat(300), "a long key");
    batch.add("SET", "big", bytes(random, 300_000));
    batch.add("SETRANGE", "zeros", "70000", "end");
    batch.add("APPEND", "appended", "12");
    batch.add("APPEND", "appended", "34");
    for (int length : new int[] {1, 20, 21, 63, 64, 255, 256, 16_383, 16_384, 65_536}) {
      batch.add("SET", "random" + length, bytes(random, length));
      batch.add("SET", "repeated" + length, "r".repeat(length));
    }
    for (int i = 0; i < 50; i++) {
      batch.add("SET", "expires" + i, "v" + i, "EX", Integer.toString(100 + random.nextInt(9999)));
      batch.add("SET", "mixed" + random.nextInt(40), bytes(random, random.nextInt(100)));
    }
    batch.add("SET", "far", "away", "PXAT", "9999999999999");
  }

  private static String bytes(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }

  /** All keys as {@code db:key} with value and expiry. */
  static Map<String, String> read(RespClient client) {
    Map<String, String> contents = new TreeMap<>();
    for (int db = 0; db < DATABASES; db++) {
      client.text("SELECT", Integer.toString(db));
      if (client.call("KEYS", "*") instanceof Reply.Aggregate(var _, var keys)) {
        List<String> names = keys.stream().map(RespClient::textOf).toList();
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (String name : names) {
          requests.writeBytes(RespClient.encode("GET", name));
          requests.writeBytes(RespClient.encode("PEXPIRETIME", name));
        }
        client.sendBytes(requests.toByteArray());
        for (String name : names) {
          String value = RespClient.textOf(client.read());
          contents.put(db + ":" + name, value + " until " + RespClient.textOf(client.read()));
        }
      }
    }
    client.text("SELECT", "0");
    return contents;
  }
}
