package dev.redwing.dataplane.config;

/** What a signal's shutdown does; several may be combined. */
public enum ShutdownOption implements Choice {
  /** Save even without save points. */
  SAVE("save"),
  /** Save nothing. */
  NOSAVE("nosave"),
  /** Do not wait for lagging replicas. */
  NOW("now"),
  /** Go on when saving fails. */
  FORCE("force");

  private final String text;

  ShutdownOption(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
