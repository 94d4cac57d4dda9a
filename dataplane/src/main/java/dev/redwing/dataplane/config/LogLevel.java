package dev.redwing.dataplane.config;

/** How much is logged. */
public enum LogLevel implements Choice {
  DEBUG("debug"),
  VERBOSE("verbose"),
  NOTICE("notice"),
  WARNING("warning"),
  NOTHING("nothing");

  private final String text;

  LogLevel(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
