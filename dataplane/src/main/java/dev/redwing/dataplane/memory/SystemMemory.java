package dev.redwing.dataplane.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The operating system's pages: reserve, commit, give back. Linux on 64 bits; the constants are its
 * ABI. Addresses are absolute.
 */
final class SystemMemory {
  private static final int PROT_NONE = 0;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final long MAP_FAILED = -1;
  private static final int EINVAL = 22;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO_OPTION = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MUNMAP =
      function(
          "munmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
  private static final MethodHandle MPROTECT =
      function(
          "mprotect",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
  private static final MethodHandle MADVISE =
      function(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private SystemMemory() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(), descriptor, ERRNO_OPTION);
  }

  /** Reserves address space that costs nothing until committed; 0 if the system refuses. */
  static long reserve(long sizeBytes) {
    return map(sizeBytes, PROT_NONE);
  }

  /** Maps zeroed, readable and writable memory, resident page by page as touched; 0 if refused. */
  static long mapLazily(long sizeBytes) {
    return map(sizeBytes, PROT_READ_WRITE);
  }

  private static long map(long sizeBytes, int protection) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      long address =
          (long)
              MMAP.invokeExact(
                  state, 0L, sizeBytes, protection, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
      if (address == MAP_FAILED) {
        return 0;
      }
      // Huge pages stall growth for hundreds of milliseconds where they are made by the first touch
      // (PagesAhead); a kernel without them refuses the advice, which changes nothing.
      int ignored = (int) MADVISE.invokeExact(state, address, sizeBytes, MADV_NOHUGEPAGE);
      return address;
    } catch (Throwable e) {
      throw unexpected("mmap", e);
    }
  }

  /** Makes reserved pages usable; false if the system has no memory to promise. */
  static boolean commit(long address, long sizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      return (int) MPROTECT.invokeExact(state, address, sizeBytes, PROT_READ_WRITE) == 0;
    } catch (Throwable e) {
      throw unexpected("mprotect", e);
    }
  }

  /**
   * Makes committed pages resident, as huge pages of {@code stepBytes} where the system has some;
   * false if it cannot (Linux before 5.14). May take long: not for the loop. Pages that are in use
   * already keep their contents. What cannot be had is left to the first touch.
   */
  static boolean fillIn(long address, long sizeBytes, long stepBytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      // Without huge pages in the kernel the advice is refused, and small ones are filled in.
      int ignored = (int) MADVISE.invokeExact(state, address, sizeBytes, MADV_HUGEPAGE);
      int result = 0;
      for (long done = 0; done < sizeBytes && result == 0; done += stepBytes) {
        result = (int) MADVISE.invokeExact(state, address + done, stepBytes, MADV_POPULATE_WRITE);
      }
      boolean unknown = result != 0 && (int) ERRNO.get(state, 0L) == EINVAL;
      int _ = (int) MADVISE.invokeExact(state, address, sizeBytes, MADV_NOHUGEPAGE);
      return !unknown;
    } catch (Throwable e) {
      throw unexpected("madvise", e);
    }
  }

  /** Gives the pages' memory back; they stay usable and read as zeros. */
  static void discard(long address, long sizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int result = (int) MADVISE.invokeExact(state, address, sizeBytes, MADV_DONTNEED);
      if (result != 0) {
        throw new IllegalStateException(
            "madvise of " + sizeBytes + " bytes failed, errno " + (int) ERRNO.get(state, 0L));
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected("madvise", e);
    }
  }

  static void unmap(long address, long sizeBytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
      int ignored = (int) MUNMAP.invokeExact(state, address, sizeBytes);
    } catch (Throwable e) {
      throw unexpected("munmap", e);
    }
  }

  private static IllegalStateException unexpected(String call, Throwable cause) {
    return new IllegalStateException(call + " could not be called", cause);
  }
}
