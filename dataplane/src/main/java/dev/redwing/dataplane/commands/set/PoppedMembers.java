package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.propagate.EffectStream;
import java.nio.charset.StandardCharsets;

/**
 * What SPOP takes out: each member is copied, taken out, then replied; so many at a time are
 * propagated as one SREM. How many that will be is not known before: memory may run out.
 */
final class PoppedMembers {
  /** Members in one SREM, as in Redis. */
  private static final int MAX_MEMBERS = 1024;

  private static final int MAX_BYTES = 1 << 24;
  private static final int KEPT_BYTES = 64 * 1024;
  private static final byte[] SREM = "SREM".getBytes(StandardCharsets.US_ASCII);

  /** The members to be propagated, one behind the other. */
  private final NativeBuffer bytes = new NativeBuffer(256);

  private final int[] lengths = new int[MAX_MEMBERS];
  private int count;
  private int used;

  /** Copies a member that is to be taken out; the copy's address. */
  long copy(long member, int length) {
    bytes.grow((long) used + length, used);
    NativeMemory.copy(member, bytes.address() + used, length);
    return bytes.address() + used;
  }

  /** The member that was copied, of key 1, is out. */
  void add(CommandContext context, int length) {
    context.reply().bulk(bytes.address() + used, length);
    lengths[count] = length;
    count++;
    used += length;
    if (count == MAX_MEMBERS || used > MAX_BYTES) {
      propagate(context);
    }
  }

  /** Propagates those that are not yet. */
  void propagate(CommandContext context) {
    if (count > 0) {
      EffectStream effect = context.propagate(2 + count);
      effect.word(SREM).word(context.address(1), context.length(1));
      long member = bytes.address();
      for (int i = 0; i < count; i++) {
        effect.word(member, lengths[i]);
        member += lengths[i];
      }
    }
    count = 0;
    used = 0;
    bytes.shrink(KEPT_BYTES, 0);
  }
}
