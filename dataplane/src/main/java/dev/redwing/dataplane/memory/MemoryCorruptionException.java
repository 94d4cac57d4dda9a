package dev.redwing.dataplane.memory;

/** The checked mode found a wrong reference or a write outside a block: a bug, never user error. */
public final class MemoryCorruptionException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MemoryCorruptionException(String message) {
    super(message);
  }
}
