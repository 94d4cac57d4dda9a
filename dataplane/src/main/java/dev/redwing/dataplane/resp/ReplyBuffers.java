package dev.redwing.dataplane.resp;

import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the {@link ReplyWriter}s of a loop get their buffers. The small ones that come back at once
 * are kept: a reply to one command is written and sent without asking the allocator.
 */
public final class ReplyBuffers implements AutoCloseable {
  /** A writer's first buffer, and what is kept. */
  static final int SMALL_BYTES = 4 * 1024;

  /** More connections than these seldom have something to say in one turn. */
  private static final int MAX_SPARES = 256;

  private final ByteBufAllocator allocator;
  private final List<ByteBuf> spares = new ArrayList<>(MAX_SPARES);

  public ReplyBuffers(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /**
   * An empty direct buffer of {@code bytes} or more.
   *
   * @throws OutOfNativeMemoryException if there is none: the command is answered so, and goes on
   */
  ByteBuf take(int bytes) {
    if (bytes > SMALL_BYTES) {
      return allocate(bytes);
    }
    return spares.isEmpty() ? allocate(SMALL_BYTES) : spares.removeLast();
  }

  private ByteBuf allocate(int bytes) {
    try {
      return allocator.directBuffer(bytes);
    } catch (OutOfMemoryError e) {
      throw new OutOfNativeMemoryException("no memory for a reply: " + e.getMessage());
    }
  }

  /** Takes back a buffer that nobody else has. */
  void giveBack(ByteBuf buffer) {
    if (buffer.capacity() == SMALL_BYTES && spares.size() < MAX_SPARES) {
      spares.add(buffer.clear());
    } else {
      buffer.release();
    }
  }

  @Override
  public void close() {
    spares.forEach(ByteBuf::release);
    spares.clear();
  }
}
