package dev.redwing.dataplane.command;

import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.List;

/** The reply to HELP of a command with subcommands, in Redis's layout. */
public final class HelpText {
  private HelpText() {}

  /** The lines for each subcommand, indented already; those on HELP itself are added. */
  public static void reply(ReplyWriter reply, String command, List<String> lines) {
    reply.array(lines.size() + 3);
    reply.simple(command + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (String line : lines) {
      reply.simple(line);
    }
    reply.simple("HELP");
    reply.simple("    Prints this help.");
  }
}
