package dev.redwing.dataplane.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.RespClient;
import java.util.List;

/** Compares what COMMAND tells of some commands with what a reference server does. */
public final class CommandDescriptions {
  private CommandDescriptions() {}

  /** COMMAND INFO and COMMAND DOCS are the same for each of the names. */
  public static void compare(RespClient ours, RespClient theirs, List<String> names) {
    for (String name : names) {
      assertThat(normalised(ours.call("COMMAND", "INFO", name)))
          .as("COMMAND INFO %s", name)
          .isEqualTo(normalised(theirs.call("COMMAND", "INFO", name)));
      assertThat(ours.callRaw("COMMAND", "DOCS", name))
          .as("COMMAND DOCS %s", name)
          .isEqualTo(theirs.callRaw("COMMAND", "DOCS", name));
    }
  }

  /** Flags and categories come in no order. */
  private static String normalised(Reply reply) {
    return switch (reply) {
      case Reply.Aggregate(var type, var elements)
          when elements.stream().allMatch(Reply.Simple.class::isInstance) ->
          type + elements.stream().map(RespClient::textOf).sorted().toList().toString();
      case Reply.Aggregate(var type, var elements) ->
          type + elements.stream().map(CommandDescriptions::normalised).toList().toString();
      default -> reply.toString();
    };
  }
}
