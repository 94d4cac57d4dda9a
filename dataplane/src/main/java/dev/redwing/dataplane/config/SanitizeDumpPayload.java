package dev.redwing.dataplane.config;

/** Whether collections of RDB files and RESTORE are checked deeply. */
public enum SanitizeDumpPayload implements Choice {
  NO("no"),
  YES("yes"),
  /** Only what a client sends. */
  CLIENTS("clients");

  private final String text;

  SanitizeDumpPayload(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
