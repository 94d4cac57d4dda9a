package dev.redwing.dataplane.client;

/** What CLIENT REPLY asked for. */
public enum ReplyMode {
  ON,
  OFF,
  /** The next command's reply is not sent. */
  SKIP_NEXT,
  /** This command's reply is not sent; then on again. */
  SKIP
}
