package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.bytes.AsciiNumbers;
import dev.redwing.dataplane.memory.NativeBuffer;

/**
 * An element as text, whatever form it is kept in: an integer's digits are written into a buffer.
 * Good until the next one is read or what it was read from changes.
 */
public final class PackText implements AutoCloseable {
  private final NativeBuffer digits = new NativeBuffer(32);
  private long address;
  private int length;

  public long address() {
    return address;
  }

  public int length() {
    return length;
  }

  /** The element of a {@link ListPack} at {@code offset}. */
  public PackText read(long pack, int offset) {
    if (ListPack.isInteger(pack, offset)) {
      return of(ListPack.integer(pack, offset));
    }
    return of(ListPack.stringAddress(pack, offset), ListPack.stringLength(pack, offset));
  }

  /** An integer's digits. */
  public PackText of(long number) {
    address = digits.address();
    length = AsciiNumbers.write(number, address);
    return this;
  }

  /** Text where it lies. */
  public PackText of(long textAddress, int textLength) {
    address = textAddress;
    length = textLength;
    return this;
  }

  @Override
  public void close() {
    digits.close();
  }
}
