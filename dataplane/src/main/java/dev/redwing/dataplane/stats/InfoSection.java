package dev.redwing.dataplane.stats;

/** One section of INFO: a heading and fields. */
public interface InfoSection {
  /** The heading, as it is printed: {@code Server}. */
  String heading();

  /** Writes the fields in the order of Redis. */
  void write(InfoWriter out);
}
