package dev.redwing.dataplane.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Lets every connection of a loop read into the same buffer: what a connection cannot use up at
 * once it copies. So idle connections hold no buffer, and the one in use stays in the cache.
 */
@SuppressWarnings("deprecation") // netty's own allocators extend it; there is no successor
final class SharedReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
  private final ByteBuf buffer;

  SharedReceiveBuffer(ByteBuf buffer, int maxReads) {
    super(maxReads);
    this.buffer = buffer;
  }

  @Override
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator alloc) {
        return buffer.retain().clear();
      }

      @Override
      public int guess() {
        return buffer.capacity();
      }
    };
  }
}
