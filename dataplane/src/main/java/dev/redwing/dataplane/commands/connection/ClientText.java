package dev.redwing.dataplane.commands.connection;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.tx.Transaction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client as CLIENT LIST shows it, and what its names may be. */
final class ClientText {
  static final String BAD_NAME =
      "ERR Client names cannot contain spaces, newlines or special characters.";

  private ClientText() {}

  /** Whether the text would not break a line of CLIENT LIST apart. */
  static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= '!' && c <= '~');
  }

  /** {@code normal}, {@code master}, {@code replica} or {@code pubsub}. */
  static String type(Client client) {
    if (client.is(ClientFlag.MASTER)) {
      return "master";
    }
    if (client.is(ClientFlag.REPLICA) && !client.is(ClientFlag.MONITOR)) {
      return "replica";
    }
    return client.is(ClientFlag.PUBSUB) ? "pubsub" : "normal";
  }

  /** The type that {@code word} means, or null. */
  static @Nullable String typeOf(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "normal" -> "normal";
      case "slave", "replica" -> "replica";
      case "pubsub" -> "pubsub";
      case "master" -> "master";
      default -> null;
    };
  }

  /** Appends the client's line, without the line's end. */
  static void append(StringBuilder out, Client client, long nowMillis) {
    long pending = client.connection().pendingBytes();
    long query = client.connection().queryBytes();
    long queryFree = client.connection().queryFreeBytes();
    Transaction transaction = Transaction.of(client);
    long transactionBytes = transaction == null ? 0 : transaction.memoryBytes();
    boolean inTransaction = client.is(ClientFlag.MULTI);
    field(out, "id", client.id());
    field(out, "addr", client.address());
    field(out, "laddr", client.localAddress());
    field(out, "fd", client.connection().fileDescriptor());
    field(out, "name", client.name());
    field(out, "age", (nowMillis - client.createdMillis()) / 1000);
    field(out, "idle", Math.max(0, nowMillis - client.lastInteractionMillis()) / 1000);
    field(out, "flags", client.flagLetters());
    field(out, "db", client.databaseIndex());
    field(out, "sub", client.subscriptions());
    field(out, "psub", client.patternSubscriptions());
    field(out, "ssub", client.shardSubscriptions());
    field(out, "multi", inTransaction ? transaction == null ? 0 : transaction.count() : -1);
    field(out, "qbuf", query);
    field(out, "qbuf-free", queryFree);
    field(out, "argv-mem", 0);
    field(out, "multi-mem", transactionBytes);
    field(out, "rbs", 0);
    field(out, "rbp", 0);
    field(out, "obl", client.reply().size());
    field(out, "oll", 0);
    field(out, "omem", pending);
    field(out, "tot-mem", ClientMemory.bytes(client));
    field(out, "events", pending > 0 ? "rw" : "r");
    field(out, "cmd", client.lastCommand());
    field(out, "user", client.user());
    field(out, "redir", -1);
    field(out, "resp", client.protocol());
    field(out, "lib-name", client.libraryName());
    field(out, "lib-ver", client.libraryVersion());
    out.setLength(out.length() - 1);
  }

  private static void field(StringBuilder out, String name, long value) {
    out.append(name).append('=').append(value).append(' ');
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append(name).append('=').append(value).append(' ');
  }
}
