package dev.redwing.dataplane.config;

/** The version of Redis that this server stands in for, as INFO, HELLO and its files say it. */
public final class RedisVersion {
  public static final String TEXT = "7.2.4";

  private RedisVersion() {}
}
