package dev.redwing.dataplane.command;

/** What a command does: reads its arguments, acts, and writes exactly one reply. */
@FunctionalInterface
public interface CommandHandler {
  void run(CommandContext context);
}
