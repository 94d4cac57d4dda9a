package dev.redwing.dataplane.testing;

import dev.redwing.dataplane.resp.Reply;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a server holds, told in the same words whichever server it is. */
public final class Contents {
  private static final int DATABASES = 16;

  private Contents() {}

  /** All keys as {@code database:key}: type, expiry and value, and where all agree the encoding. */
  public static Map<String, String> of(RunningServer server) {
    Map<String, String> contents = new TreeMap<>();
    try (RespClient client = server.client()) {
      for (int database = 0; database < DATABASES; database++) {
        client.call("SELECT", Integer.toString(database));
        for (String key : texts(client.call("KEYS", "*"))) {
          contents.put(database + ":" + key, value(client, key));
        }
      }
    }
    return contents;
  }

  /** One key of the database that is selected. */
  public static String value(RespClient client, String key) {
    String type = client.text("TYPE", key);
    String encoding = client.text("OBJECT", "ENCODING", key);
    String value =
        switch (type) {
          case "string" -> client.text("GET", key);
          case "list" -> texts(client.call("LRANGE", key, "0", "-1")).toString();
          case "set" -> sorted(client.call("SMEMBERS", key));
          case "hash" -> sorted(client.call("HGETALL", key));
          case "zset" -> texts(client.call("ZRANGE", key, "0", "-1", "WITHSCORES")).toString();
          default -> throw new IllegalStateException("a key of type " + type);
        };
    boolean same = type.matches("hash|zset") || encoding.equals("intset");
    return type + (same ? encoding : "") + client.text("PEXPIRETIME", key) + value;
  }

  private static String sorted(Reply reply) {
    return texts(reply).stream().sorted().toList().toString();
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Aggregate) reply).elements().stream().map(RespClient::textOf).toList();
  }
}
