package dev.redwing.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux accounts to one process: CPU time and resident memory, read from {@code /proc}. */
record ProcessStats(long cpuMicros, long residentBytes) {
  /**
   * {@code USER_HZ}: the unit of the CPU times in {@code /proc/PID/stat}, fixed at 100 a second.
   */
  private static final long MICROS_PER_TICK = 10_000;

  static ProcessStats of(long pid) {
    return new ProcessStats(cpuMicros(pid), kilobytes(pid, "status", "VmRSS:"));
  }

  private static long cpuMicros(long pid) {
    String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
    // The second field is the command's name in brackets and may hold spaces.
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * MICROS_PER_TICK;
  }

  /** The process's share of its resident pages; 0 when it has ended meanwhile. */
  static long proportionalBytes(long pid) {
    try {
      return kilobytes(pid, "smaps_rollup", "Pss:");
    } catch (UncheckedIOException | IllegalStateException ended) {
      return 0;
    }
  }

  private static long kilobytes(long pid, String file, String field) {
    for (String line : read(Path.of("/proc", Long.toString(pid), file)).lines().toList()) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.substring(field.length()).replace("kB", "").trim()) * 1024;
      }
    }
    throw new IllegalStateException("no " + field + " for process " + pid);
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
