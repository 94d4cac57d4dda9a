package dev.redwing.dataplane.collect;

/**
 * Where a collection lies: the value bytes of its entry, which types read, rewrite, lengthen and
 * shorten without knowing of keys. An address is good until the next {@link #writable}.
 */
public interface ValueSlot {
  /** Address of the value's bytes. To be read only; see {@link #writable}. */
  long address();

  /** How many there are. */
  int length();

  /** One of {@link Encoding}. */
  int encoding();

  /**
   * Address of {@code newLength} bytes that may be written: what was there, up to the shorter of
   * both lengths. Behind that they are undefined.
   */
  long writable(int newLength);

  /** The bytes are now to be understood like this. */
  void setEncoding(int encoding);
}
