package dev.redwing.dataplane.config;

/** One of the words a directive may be set to. */
public interface Choice {
  /** The word as it stands in redis.conf. */
  String text();
}
