package dev.redwing.dataplane.resp;

/** An argument that is to be a name, a pattern, an option or a number is longer than any is. */
public final class TextTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TextTooLongException(int bytes) {
    super("ERR argument of " + bytes + " bytes: at most " + Request.MAX_TEXT_BYTES + " here");
  }

  /** The error for the client. */
  public String reply() {
    return String.valueOf(getMessage());
  }
}
