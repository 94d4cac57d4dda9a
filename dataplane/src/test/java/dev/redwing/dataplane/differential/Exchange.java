package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether what one server dumped another one can restore, and has the same then. */
final class Exchange {
  /** Nobody else looks into it. */
  private static final String DATABASE = "10";

  private static final String KEY = "exchanged";

  private Exchange() {}

  /** Restores all of {@code entries}; what became another value, or null. */
  static @Nullable String restore(RespClient client, List<Data.Entry> entries) {
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (Data.Entry entry : entries) {
      commands.writeBytes(RespClient.encode("RESTORE", KEY, "0", entry.dump(), "REPLACE"));
      commands.writeBytes(RespClient.encode("DUMP", KEY));
    }
    client.call("SELECT", DATABASE);
    client.sendBytes(commands.toByteArray());
    String wrong = null;
    for (Data.Entry entry : entries) {
      Reply restored = client.read();
      Reply dump = client.read();
      if (!restored.equals(new Reply.Simple("OK"))
          || !(dump instanceof Reply.Bulk(String bytes))
          || !entry.holdsSameAs(Data.elements(bytes), false)) {
        wrong = entry + " became " + restored + ", " + shown(dump);
      }
    }
    client.call("FLUSHDB");
    client.call("SELECT", "0");
    return wrong;
  }

  private static Object shown(Reply dump) {
    return dump instanceof Reply.Bulk(String bytes)
        ? Data.elements(bytes).stream().limit(100).map(Step::quoted).toList()
        : dump;
  }

  /**
   * Walks through the sets, hashes and sorted sets in small steps; one of which something is
   * missing.
   */
  static @Nullable String scan(RespClient client, List<Data.Entry> entries) {
    String wrong = null;
    for (Data.Entry entry : entries) {
      String command = scanOf(entry.type());
      if (!command.isEmpty()) {
        client.call("SELECT", Integer.toString(entry.database()));
        List<String> found = scanned(client, command, entry.key());
        if (command.equals("ZSCAN")) {
          Decoded.unifyScores(found);
        }
        // Nothing changes the key meanwhile, and a table that does not change shows each once.
        if (!entry.holdsSameAs(found, false)) {
          wrong = entry + " is scanned as " + found.stream().map(Step::quoted).toList();
        }
      }
    }
    client.call("SELECT", "0");
    return wrong;
  }

  private static String scanOf(String type) {
    return switch (type) {
      case "hash" -> "HSCAN";
      case "set" -> "SSCAN";
      case "zset" -> "ZSCAN";
      default -> "";
    };
  }

  private static List<String> scanned(RespClient client, String command, String key) {
    List<String> found = new ArrayList<>();
    String cursor = "0";
    do {
      Reply.Aggregate reply = (Reply.Aggregate) client.call(command, key, cursor, "COUNT", "20");
      cursor = RespClient.textOf(reply.elements().getFirst());
      ((Reply.Aggregate) reply.elements().getLast())
          .elements()
          .forEach(each -> found.add(RespClient.textOf(each)));
    } while (!cursor.equals("0"));
    return found;
  }
}
