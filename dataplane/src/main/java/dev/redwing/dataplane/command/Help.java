package dev.redwing.dataplane.command;

import dev.redwing.dataplane.resp.ReplyWriter;
import java.util.Locale;

/** The reply of a container's HELP subcommand. */
public final class Help {
  private Help() {}

  /** Replies {@code lines} between the lines that all helps have. */
  public static void reply(CommandContext context, String... lines) {
    ReplyWriter reply = context.reply();
    String container = context.command().spec().containerName().toUpperCase(Locale.ROOT);
    reply.array(lines.length + 3);
    reply.simple(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (String line : lines) {
      reply.simple(line);
    }
    reply.simple("HELP");
    reply.simple("    Prints this help.");
  }
}
