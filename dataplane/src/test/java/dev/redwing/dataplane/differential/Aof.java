package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.resp.ReplyReader;
import dev.redwing.dataplane.testing.RespClient;
import java.util.ArrayList;
import java.util.List;

/** What an AOF says. */
final class Aof {
  private Aof() {}

  /** Commands look like replies that are arrays of strings. */
  static List<List<String>> commands(byte[] bytes) {
    ReplyReader reader = new ReplyReader();
    reader.feed(bytes, 0, bytes.length);
    List<List<String>> commands = new ArrayList<>();
    for (Reply each = reader.next(); each != null; each = reader.next()) {
      Reply.Aggregate command = (Reply.Aggregate) each;
      commands.add(command.elements().stream().map(RespClient::textOf).toList());
    }
    if (reader.remaining() > 0) {
      throw new IllegalStateException(reader.remaining() + " bytes at the end are no command");
    }
    return commands;
  }
}
