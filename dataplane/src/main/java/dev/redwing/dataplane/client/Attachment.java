package dev.redwing.dataplane.client;

/**
 * A place in every client for one subsystem's own state: its transaction, its subscriptions, its
 * state as a replica. Two attachments are the same only when they are the same object; each
 * subsystem keeps its one in a constant.
 */
public final class Attachment<T> {
  private final Class<T> type;

  private Attachment(Class<T> type) {
    this.type = type;
  }

  public static <T> Attachment<T> of(Class<T> type) {
    return new Attachment<>(type);
  }

  T cast(Object value) {
    return type.cast(value);
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
