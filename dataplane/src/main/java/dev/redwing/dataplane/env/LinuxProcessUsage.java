package dev.redwing.dataplane.env;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@link ProcessUsage} from getrusage(2) and /proc. What a kernel does not tell is 0. One per
 * thread.
 */
public final class LinuxProcessUsage implements ProcessUsage {
  private static final int RUSAGE_SELF = 0;
  private static final int RUSAGE_THREAD = 1;

  /** struct rusage: two struct timeval, user and system, before what is not read here. */
  private static final long USER_OFFSET = 0;

  private static final long SYSTEM_OFFSET = 16;
  private static final long RUSAGE_BYTES = 144;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path CGROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");

  private final MethodHandle getrusage;
  private final MemorySegment usage = Arena.ofAuto().allocate(RUSAGE_BYTES, Long.BYTES);

  public LinuxProcessUsage() {
    Linker linker = Linker.nativeLinker();
    getrusage =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("getrusage"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  @Override
  public long systemMicros() {
    return micros(RUSAGE_SELF, SYSTEM_OFFSET);
  }

  @Override
  public long userMicros() {
    return micros(RUSAGE_SELF, USER_OFFSET);
  }

  @Override
  public long threadSystemMicros() {
    return micros(RUSAGE_THREAD, SYSTEM_OFFSET);
  }

  @Override
  public long threadUserMicros() {
    return micros(RUSAGE_THREAD, USER_OFFSET);
  }

  private long micros(int who, long offset) {
    int result;
    try {
      result = (int) getrusage.invokeExact(who, usage);
    } catch (Throwable e) {
      throw new IllegalStateException("getrusage cannot be called", e);
    }
    if (result != 0) {
      return 0;
    }
    long seconds = usage.get(ValueLayout.JAVA_LONG, offset);
    return seconds * 1_000_000 + usage.get(ValueLayout.JAVA_LONG, offset + Long.BYTES);
  }

  @Override
  public long residentBytes() {
    return kilobytes(STATUS, "VmRSS:") * 1024;
  }

  @Override
  public long availableMemoryBytes() {
    long machine = kilobytes(MEMINFO, "MemTotal:") * 1024;
    try {
      String limit = Files.readString(CGROUP_LIMIT, StandardCharsets.US_ASCII).strip();
      return limit.equals("max") ? machine : Math.min(machine, Long.parseLong(limit));
    } catch (IOException | NumberFormatException e) {
      return machine;
    }
  }

  /** The number in a line such as {@code VmRSS: 1234 kB}. */
  private static long kilobytes(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        if (line.startsWith(name)) {
          String number = line.substring(name.length()).strip();
          return Long.parseLong(number.substring(0, number.indexOf(' ')));
        }
      }
    } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
      return 0;
    }
    return 0;
  }
}
