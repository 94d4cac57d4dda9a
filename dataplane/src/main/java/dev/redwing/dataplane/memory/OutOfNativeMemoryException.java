package dev.redwing.dataplane.memory;

/**
 * The arena's reservation or the system has no room for a block. No state has changed: the caller
 * may refuse the command and go on.
 */
public final class OutOfNativeMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutOfNativeMemoryException(String message) {
    super(message);
  }
}
