package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** All that a server holds, in an order that does not depend on the server. */
final class Data {
  private static final int DATABASES = 16;

  private Data() {}

  /**
   * One key.
   *
   * @param dump as DUMP has it
   * @param elements what is in it
   */
  record Entry(
      int database,
      String key,
      String type,
      String encoding,
      long expireAtMillis,
      String dump,
      List<String> elements) {
    /** Whether it is the same; {@code inOrder} whether a set's or hash's order counts. */
    boolean isSameAs(Entry other, boolean inOrder) {
      return database == other.database
          && key.equals(other.key)
          && type.equals(other.type)
          && Tolerance.isSameTime(expireAtMillis, other.expireAtMillis)
          && holdsSameAs(other.elements, inOrder);
    }

    boolean isSet() {
      return type.equals("set");
    }

    /** Whether every second element belongs to the one before it. */
    boolean isOfPairs() {
      return type.equals("hash") || type.equals("zset");
    }

    boolean holdsSameAs(List<String> others, boolean inOrder) {
      return elements.equals(others)
          || (!inOrder && (isSet() || isOfPairs()) && groups(elements).equals(groups(others)));
    }

    private List<String> groups(List<String> words) {
      int width = isOfPairs() ? 2 : 1;
      List<String> groups = new ArrayList<>();
      for (int i = 0; i + width <= words.size(); i += width) {
        groups.add(words.subList(i, i + width).toString());
      }
      groups.sort(null);
      return groups;
    }

    /** Whether the server keeps its elements in the order of its table. */
    boolean isTable() {
      return encoding.equals("hashtable");
    }

    @Override
    public String toString() {
      return String.format(
          "database %d, %s: %s, %s, expires %d, %d elements: %s",
          database,
          Step.quoted(key),
          type,
          encoding,
          expireAtMillis,
          elements.size(),
          elements.stream().limit(100).map(Step::quoted).toList());
    }
  }

  static List<Entry> of(RespClient client) {
    List<Entry> entries = new ArrayList<>();
    for (int database = 0; database < DATABASES; database++) {
      client.call("SELECT", Integer.toString(database));
      List<String> keys = new ArrayList<>();
      for (Reply key : ((Reply.Aggregate) client.call("KEYS", "*")).elements()) {
        keys.add(RespClient.textOf(key));
      }
      keys.sort(null);
      ask(client, keys);
      for (String key : keys) {
        entries.add(read(client, database, key));
      }
    }
    client.call("SELECT", "0");
    return entries;
  }

  private static void ask(RespClient client, List<String> keys) {
    ByteArrayOutputStream questions = new ByteArrayOutputStream();
    for (String key : keys) {
      questions.writeBytes(RespClient.encode("TYPE", key));
      questions.writeBytes(RespClient.encode("OBJECT", "ENCODING", key));
      questions.writeBytes(RespClient.encode("PEXPIRETIME", key));
      questions.writeBytes(RespClient.encode("DUMP", key));
    }
    client.sendBytes(questions.toByteArray());
  }

  private static Entry read(RespClient client, int database, String key) {
    String type = RespClient.textOf(client.read());
    String encoding = RespClient.textOf(client.read());
    long expireAtMillis = Long.parseLong(RespClient.textOf(client.read()));
    String dump = RespClient.textOf(client.read());
    return new Entry(database, key, type, encoding, expireAtMillis, dump, elements(dump));
  }

  /** What a payload holds; nothing if there is none. */
  static List<String> elements(String dump) {
    int end = Math.max(0, dump.length() - IntendedDifferences.SEAL_BYTES);
    return Decoded.elements(dump.substring(0, end));
  }
}
