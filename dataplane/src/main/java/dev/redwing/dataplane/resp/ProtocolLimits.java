package dev.redwing.dataplane.resp;

/** What a request may be at most; one object for all connections, changed by CONFIG SET. */
public final class ProtocolLimits {
  /** Without a line's end in this many bytes it is no inline command, nor a count or a length. */
  public static final int MAX_LINE_BYTES = 64 * 1024;

  public static final int UNAUTHENTICATED_MAX_ARGUMENTS = 10;
  public static final int UNAUTHENTICATED_MAX_BULK_BYTES = 16 * 1024;

  private static final long DEFAULT_MAX_BULK_BYTES = 512L * 1024 * 1024;

  private long maxBulkBytes = DEFAULT_MAX_BULK_BYTES;

  /** {@code proto-max-bulk-len}. */
  public long maxBulkBytes() {
    return maxBulkBytes;
  }

  public void setMaxBulkBytes(long maxBulkBytes) {
    this.maxBulkBytes = maxBulkBytes;
  }
}
