package dev.redwing.bench;

import java.nio.ByteBuffer;

/**
 * Counts complete RESP2 replies in a stream cut anywhere, keeping only where in a reply it stands.
 *
 * <p>An error reply ends the benchmark: a fast error is no result.
 */
final class ReplyCounter {
  private static final int LINE_TYPE = 0;
  private static final int LINE_REST = 1;
  private static final int BULK_BODY = 2;

  private int state = LINE_TYPE;
  private byte type;
  private long number;
  private boolean negative;
  private long bodyLeft;
  private long elementsLeft = 1;
  private final StringBuilder error = new StringBuilder();

  /** Consumes the buffer's remaining bytes; returns how many replies were completed. */
  int consume(ByteBuffer buffer) {
    int completed = 0;
    while (buffer.hasRemaining()) {
      if (state == BULK_BODY) {
        int step = (int) Math.min(bodyLeft, buffer.remaining());
        buffer.position(buffer.position() + step);
        bodyLeft -= step;
        if (bodyLeft == 0) {
          state = LINE_TYPE;
          completed += elementDone();
        }
        continue;
      }
      byte b = buffer.get();
      if (state == LINE_TYPE) {
        type = b;
        number = 0;
        negative = false;
        state = LINE_REST;
      } else if (b == '\n') {
        completed += lineDone();
      } else if (b == '-' && type != '-') {
        negative = true;
      } else if (type == '-') {
        error.append((char) b);
      } else if (b >= '0' && b <= '9') {
        number = number * 10 + (b - '0');
      }
    }
    return completed;
  }

  private int lineDone() {
    state = LINE_TYPE;
    if (type == '-') {
      throw new IllegalStateException("the server answered an error: " + error);
    }
    if (type == '$' && !negative) {
      bodyLeft = number + 2;
      state = BULK_BODY;
      return 0;
    }
    if (type == '*' && !negative) {
      elementsLeft += number;
    }
    return elementDone();
  }

  private int elementDone() {
    elementsLeft--;
    if (elementsLeft == 0) {
      elementsLeft = 1;
      return 1;
    }
    return 0;
  }
}
