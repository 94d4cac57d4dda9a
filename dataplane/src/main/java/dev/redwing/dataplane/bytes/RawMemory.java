package dev.redwing.dataplane.bytes;

import java.lang.reflect.Field;
import java.nio.ByteOrder;
import sun.misc.Unsafe;

/**
 * The JVM's plain reads and writes of native memory, for {@code memory.NativeMemory} and this
 * package; all others go by the former.
 *
 * <p>Not by {@code MemorySegment}, whose accesses come out as fast but are ten calls deep each:
 * compilers give up inlining a long command before they have seen half of it
 * (docs/adr/0009-plain-memory-access.md).
 */
@SuppressWarnings("removal") // it goes in a later Java; then this class is what changes
public final class RawMemory {
  /** Access by absolute address: unaligned, in the machine's byte order, which is little-endian. */
  public static final Unsafe ACCESS = access();

  private RawMemory() {}

  private static Unsafe access() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException("Redwing needs a little-endian machine");
    }
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no sun.misc.Unsafe", e);
    }
  }
}
