package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.memory.NativeMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes of the replication stream, and with them what every replica has still to get.
 *
 * <p>A chain of blocks of native memory, as in Redis 7, instead of a ring: the stream is written
 * once, and each replica is only a {@link Cursor} into it whose bytes go to its socket as slices,
 * never copied. So a slow replica costs no more than the stream behind it, shared with all others.
 * Blocks go when they are outside of the backlog's size and no cursor needs them.
 *
 * <p>Bytes are numbered from 1; {@link #endOffset} is the number of the last one, Redis's {@code
 * master_repl_offset}.
 */
public final class Backlog implements AutoCloseable {
  private static final int MIN_BLOCK_BYTES = 16 * 1024;
  private static final int BLOCKS_IN_BACKLOG = 16;
  private static final int MAX_BLOCK_BYTES = 1024 * 1024;

  private long sizeBytes;
  private boolean active;
  private long endOffset;
  private long firstOffset = 1;
  private @Nullable Block head;
  private @Nullable Block tail;

  public Backlog(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** One piece of the stream. */
  private static final class Block {
    private final ByteBuf bytes;

    /** Number of the block's first byte. */
    private final long firstOffset;

    private @Nullable Block next;
    private int cursors;

    private Block(int capacity, long firstOffset) {
      this.bytes = Unpooled.directBuffer(capacity, capacity);
      this.firstOffset = firstOffset;
    }

    private long endOffset() {
      return firstOffset + bytes.writerIndex() - 1;
    }
  }

  /** Whether the stream is kept at all; nobody needs it before the first replica. */
  public boolean isActive() {
    return active;
  }

  /** Starts to keep the stream from the present offset on. */
  public void activate() {
    if (!active) {
      active = true;
      firstOffset = endOffset + 1;
    }
  }

  /** Forgets what is kept; there must be no cursors. The offset stays. */
  public void deactivate() {
    active = false;
    while (head != null) {
      if (head.cursors != 0) {
        throw new AssertionError(head.cursors + " replicas still read the backlog");
      }
      dropHead(head);
    }
    firstOffset = endOffset + 1;
  }

  /** Starts anew after {@code offset}: a full sync, or what a file says. */
  public void restart(long offset) {
    deactivate();
    endOffset = offset;
    firstOffset = offset + 1;
    active = true;
  }

  /** Number of the stream's last byte. */
  public long endOffset() {
    return endOffset;
  }

  /** Number of the first byte that is kept. */
  public long firstOffset() {
    return firstOffset;
  }

  /** Bytes that are kept. */
  public long length() {
    return endOffset - firstOffset + 1;
  }

  /** Bytes that should be kept. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Changes how much is kept. */
  public void setSizeBytes(long sizeBytes) {
    this.sizeBytes = sizeBytes;
    trim();
  }

  /** Adds bytes to the stream; while it is not kept nothing happens, as in Redis. */
  public void append(ByteBuf bytes) {
    append(bytes.memoryAddress() + bytes.readerIndex(), bytes.readableBytes());
  }

  public void append(byte[] bytes) {
    ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    append(direct);
    direct.release();
  }

  /** Adds the {@code length} bytes at {@code address}. */
  public void append(long address, int length) {
    if (!active) {
      return;
    }
    int done = 0;
    while (done < length) {
      Block block = writable(length - done);
      int part = Math.min(length - done, block.bytes.writableBytes());
      int at = block.bytes.writerIndex();
      NativeMemory.copy(address + done, block.bytes.memoryAddress() + at, part);
      block.bytes.writerIndex(at + part);
      endOffset += part;
      done += part;
    }
    trim();
  }

  private Block writable(int wanted) {
    Block last = tail;
    if (last != null && last.bytes.isWritable()) {
      return last;
    }
    long limit = Math.max(MIN_BLOCK_BYTES, sizeBytes / BLOCKS_IN_BACKLOG);
    long capacity = Math.min(Math.max(wanted, MIN_BLOCK_BYTES), Math.min(limit, MAX_BLOCK_BYTES));
    Block block = new Block((int) capacity, endOffset + 1);
    if (last == null) {
      head = block;
    } else {
      last.next = block;
    }
    tail = block;
    return block;
  }

  private void trim() {
    Block first = head;
    while (first != null
        && first.next != null
        && first.cursors == 0
        && endOffset - first.endOffset() >= sizeBytes) {
      dropHead(first);
      first = head;
    }
  }

  private void dropHead(Block first) {
    Block next = first.next;
    firstOffset = first.endOffset() + 1;
    first.bytes.release();
    head = next;
    if (next == null) {
      tail = null;
    }
  }

  /** A reader whose first byte is {@code nextOffset}, which must be kept or the next to come. */
  public Cursor cursor(long nextOffset) {
    if (!active || nextOffset < firstOffset || nextOffset > endOffset + 1) {
      throw new AssertionError(
          "cursor at " + nextOffset + " of " + firstOffset + ".." + endOffset + ", " + active);
    }
    return new Cursor(nextOffset);
  }

  @Override
  public void close() {
    deactivate();
  }

  /** One replica's place in the stream. */
  public final class Cursor implements AutoCloseable {
    private long nextOffset;

    /** Holds {@link #nextOffset}, or is the last one before it. */
    private Block block;

    private boolean closed;

    private Cursor(long nextOffset) {
      this.nextOffset = nextOffset;
      // There is always a block to hold, so that none is dropped that this cursor has not seen.
      Block candidate = head == null ? writable(0) : head;
      while (candidate.endOffset() < nextOffset && candidate.next != null) {
        candidate = candidate.next;
      }
      block = candidate;
      block.cursors++;
    }

    /** Number of the first byte that {@link #next} has not given yet. */
    public long nextOffset() {
      return nextOffset;
    }

    /** Bytes that are there for {@link #next}. */
    public long available() {
      return endOffset + 1 - nextOffset;
    }

    /** Another reader at the same place. */
    public Cursor copy() {
      return new Cursor(nextOffset);
    }

    /** Up to {@code maxBytes} of the stream, the caller's to release; null at the end. */
    public @Nullable ByteBuf next(int maxBytes) {
      if (available() == 0) {
        return null;
      }
      Block current = block;
      while (current.endOffset() < nextOffset && current.next != null) {
        current = current.next;
      }
      if (current.firstOffset > nextOffset) {
        throw new AssertionError("byte " + nextOffset + " is not kept from " + firstOffset);
      }
      block.cursors--;
      current.cursors++;
      block = current;
      trim();
      int at = (int) (nextOffset - current.firstOffset);
      int length = Math.min(maxBytes, current.bytes.writerIndex() - at);
      nextOffset += length;
      return current.bytes.retainedSlice(at, length);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        block.cursors--;
        trim();
      }
    }
  }
}
