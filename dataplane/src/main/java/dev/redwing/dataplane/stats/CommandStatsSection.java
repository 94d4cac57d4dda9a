package dev.redwing.dataplane.stats;

import java.util.function.Supplier;

/** INFO commandstats: every command that was called, or rejected. */
public final class CommandStatsSection implements InfoSection {
  private final Supplier<? extends Iterable<CommandStats>> commands;

  public CommandStatsSection(Supplier<? extends Iterable<CommandStats>> commands) {
    this.commands = commands;
  }

  @Override
  public String heading() {
    return "Commandstats";
  }

  @Override
  public void write(InfoWriter out) {
    for (CommandStats stats : commands.get()) {
      long calls = stats.calls();
      if (calls == 0 && stats.rejected() == 0) {
        continue;
      }
      double perCall = calls == 0 ? 0 : (double) stats.micros() / calls;
      String value =
          "calls=%d,usec=%d,usec_per_call=%s,rejected_calls=%d,failed_calls=%d"
              .formatted(
                  calls,
                  stats.micros(),
                  InfoWriter.decimal(perCall, 2),
                  stats.rejected(),
                  stats.failed());
      out.field("cmdstat_" + stats.fullName(), value);
    }
  }
}
