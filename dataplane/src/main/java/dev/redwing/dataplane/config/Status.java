package dev.redwing.dataplane.config;

/** What this server makes of a directive. */
public sealed interface Status {
  /** It does what redis.conf says. */
  record Honoured() implements Status {}

  /** Accepted, kept and shown, but nothing here depends on it, and why. */
  record Meaningless(String reason) implements Status {}

  /** Only the default is accepted: something else would need what this server does not have. */
  record Refused(String reason) implements Status {}

  Status HONOURED = new Honoured();
}
