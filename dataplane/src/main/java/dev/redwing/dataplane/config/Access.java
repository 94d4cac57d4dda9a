package dev.redwing.dataplane.config;

/** Who may use a dangerous command or setting. */
public enum Access implements Choice {
  /** Nobody. */
  NO("no"),
  /** Everybody. */
  YES("yes"),
  /** Clients of the loopback address or the Unix socket. */
  LOCAL("local");

  private final String text;

  Access(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
