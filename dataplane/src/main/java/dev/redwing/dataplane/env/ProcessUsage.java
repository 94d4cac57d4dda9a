package dev.redwing.dataplane.env;

/** What this process takes from the machine. */
public interface ProcessUsage {
  /** Processor time of all threads in the kernel and in the program, in microseconds. */
  long systemMicros();

  long userMicros();

  /** The same of the thread that asks. */
  long threadSystemMicros();

  long threadUserMicros();

  /** Resident memory. */
  long residentBytes();

  /** Memory of the machine, or what the container may have of it. */
  long availableMemoryBytes();
}
