package dev.redwing.dataplane.config;

/** Whether a replica loads a full sync straight from the socket. */
public enum ReplDisklessLoad implements Choice {
  /** By a file first. */
  DISABLED("disabled"),
  /** From the socket when there is nothing to lose. */
  ON_EMPTY_DB("on-empty-db"),
  /** From the socket, keeping the old data until the new is complete. */
  SWAPDB("swapdb");

  private final String text;

  ReplDisklessLoad(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
