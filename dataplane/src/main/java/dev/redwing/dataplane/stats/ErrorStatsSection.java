package dev.redwing.dataplane.stats;

/** INFO errorstats: every kind of error that was a reply. */
public final class ErrorStatsSection implements InfoSection {
  private final ErrorStats errors;

  public ErrorStatsSection(ErrorStats errors) {
    this.errors = errors;
  }

  @Override
  public String heading() {
    return "Errorstats";
  }

  @Override
  public void write(InfoWriter out) {
    errors.forEach((kind, count) -> out.field("errorstat_" + kind, "count=" + count));
  }
}
