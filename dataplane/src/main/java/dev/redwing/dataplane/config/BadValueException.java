package dev.redwing.dataplane.config;

/** A value a directive does not take. The message is Redis's, shown to the user as it is. */
public final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  public BadValueException(String message) {
    // The user's mistake, not ours: no stack trace.
    super(message, null, false, false);
  }

  /** The text for the user. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
