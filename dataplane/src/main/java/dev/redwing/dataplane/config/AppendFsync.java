package dev.redwing.dataplane.config;

/** When what was appended to the AOF is forced to the disk. */
public enum AppendFsync implements Choice {
  /** Once a second, in the background. */
  EVERYSEC("everysec"),
  /** Before the reply to the write leaves. */
  ALWAYS("always"),
  /** Whenever the system does it. */
  NO("no");

  private final String text;

  AppendFsync(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
