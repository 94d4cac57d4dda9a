package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.NativeBuffer;

/**
 * A collection that has no key yet: what a command computes or a file gives, until it is stored.
 * The blocks of a table are in the arena: who gives the value up has its type free them.
 */
public final class StagedValue implements ValueSlot, AutoCloseable {
  private static final int KEPT_BYTES = 64 * 1024;

  private final NativeBuffer bytes = new NativeBuffer(256);
  private int length;
  private int encoding;

  @Override
  public long address() {
    return bytes.address();
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int encoding() {
    return encoding;
  }

  @Override
  public long writable(int newLength) {
    bytes.grow(newLength, length);
    length = newLength;
    return bytes.address();
  }

  @Override
  public void setEncoding(int newEncoding) {
    encoding = newEncoding;
  }

  /** Whether it has been given a value. */
  public boolean isPresent() {
    return length > 0;
  }

  /** Forgets the value, which has been stored or freed. */
  public void clear() {
    length = 0;
    encoding = Encoding.RAW;
    bytes.shrink(KEPT_BYTES, 0);
  }

  @Override
  public void close() {
    bytes.close();
  }
}
