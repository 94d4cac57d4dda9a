package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.collect.ValueSlot;
import java.io.IOException;

/** Reads the collections of one type, element by element, so that none must fit a buffer. */
interface RdbElements extends AutoCloseable {
  /** Begins a value of this RDB type; false if it is none of this type's. */
  boolean begin(int rdbType);

  /**
   * Reads the next element into {@code value}, all of it since the input's last mark; true when the
   * value is complete. What is read is verified. A collection that turns out to be empty leaves the
   * slot with length 0.
   */
  boolean read(RdbInput input, ValueSlot value) throws IOException;

  /** Frees what an unfinished or unwanted value owns. */
  void free(ValueSlot value);

  /** The type of key, one of {@link dev.redwing.dataplane.keyspace.ValueType}. */
  int type();

  @Override
  void close();
}
