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
   * @param value as RDB would have it
   */
  record Entry(
      int database, String key, String type, String encoding, long expireAtMillis, String value) {
    boolean isSameAs(Entry other) {
      return database == other.database
          && key.equals(other.key)
          && type.equals(other.type)
          && encoding.equals(other.encoding)
          && Tolerance.isSameTime(expireAtMillis, other.expireAtMillis)
          && value.equals(other.value);
    }

    @Override
    public String toString() {
      return String.format(
          "database %d, %s: %s, %s, expires %d, %d bytes: %s",
          database,
          Step.quoted(key),
          type,
          encoding,
          expireAtMillis,
          value.length(),
          Step.quoted(value));
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
    String value = dump.substring(0, Math.max(0, dump.length() - IntendedDifferences.SEAL_BYTES));
    return new Entry(database, key, type, encoding, expireAtMillis, value);
  }
}
