package dev.redwing.dataplane.tx;

import dev.redwing.dataplane.client.Attachment;
import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Request;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The commands between MULTI and EXEC, copied out of the connection's buffer one behind the other.
 */
public final class Transaction {
  private static final Attachment<Transaction> KEY = Attachment.of(Transaction.class);
  private static final int FIRST_BYTES = 1024;

  /** What a client keeps for its next transaction. */
  private static final int KEPT_BYTES = 16 * 1024;

  private final NativeBuffer bytes = new NativeBuffer(FIRST_BYTES);
  private long usedBytes;

  /** Of every argument of all commands: where it begins in {@link #bytes}, and its length. */
  private long[] offsets = new long[16];

  private int[] lengths = new int[16];
  private int arguments;

  /** Of every command: its first argument. */
  private int[] firsts = new int[8];

  private int count;

  private int flags;
  private int missingFlags;

  private Transaction() {}

  /** Opens a transaction for {@code client}. */
  public static void begin(Client client) {
    client.set(ClientFlag.MULTI);
  }

  /** What {@code client} has queued; null when it never has. */
  public static @Nullable Transaction of(Client client) {
    return client.get(KEY);
  }

  /** Forgets what was queued and closes the transaction; watched keys are not touched. */
  public static void end(Client client) {
    Transaction transaction = client.get(KEY);
    if (transaction != null) {
      transaction.clear();
    }
    client.clear(ClientFlag.MULTI);
    client.clear(ClientFlag.DIRTY_WATCH);
    client.clear(ClientFlag.DIRTY_EXEC);
  }

  /** Gives back what a client that is gone has held. */
  static void release(Client client) {
    Transaction transaction = client.get(KEY);
    if (transaction != null) {
      transaction.bytes.close();
      client.put(KEY, null);
    }
  }

  private void clear() {
    bytes.shrink(KEPT_BYTES, 0);
    usedBytes = 0;
    arguments = 0;
    count = 0;
    flags = 0;
    missingFlags = 0;
    if (lengths.length > KEPT_BYTES) {
      offsets = new long[16];
      lengths = new int[16];
    }
  }

  /**
   * Queues a command whose command flags are {@code commandFlags}. Does nothing when the
   * transaction is going to fail anyway.
   */
  public static void queue(Client client, Request request, int commandFlags) {
    if (client.is(ClientFlag.DIRTY_WATCH) || client.is(ClientFlag.DIRTY_EXEC)) {
      return;
    }
    Transaction transaction = client.get(KEY);
    if (transaction == null) {
      transaction = new Transaction();
      client.put(KEY, transaction);
    }
    transaction.add(request, commandFlags);
  }

  private void add(Request request, int commandFlags) {
    if (count == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * count);
    }
    firsts[count] = arguments;
    count++;
    flags |= commandFlags;
    missingFlags |= ~commandFlags;
    int words = request.count();
    if (arguments + words > lengths.length) {
      int longer = Math.max(arguments + words, 2 * lengths.length);
      lengths = Arrays.copyOf(lengths, longer);
      offsets = Arrays.copyOf(offsets, longer);
    }
    for (int i = 0; i < words; i++) {
      int length = request.length(i);
      bytes.grow(usedBytes + length, usedBytes);
      NativeMemory.copy(request.address(i), bytes.address() + usedBytes, length);
      offsets[arguments] = usedBytes;
      lengths[arguments] = length;
      usedBytes += length;
      arguments++;
    }
  }

  /** Number of commands. */
  public int count() {
    return count;
  }

  /** Whether any of the commands has one of these flags. */
  public boolean hasAny(int commandFlags) {
    return (flags & commandFlags) != 0;
  }

  /** Whether one of the commands lacks one of these flags. */
  public boolean lacksAny(int commandFlags) {
    return (missingFlags & commandFlags) != 0;
  }

  /** Bytes held for CLIENT LIST's {@code multi-mem}. */
  public long memoryBytes() {
    return bytes.capacity() + 12L * lengths.length + 4L * firsts.length;
  }

  /** Makes the addresses real; to be called once before {@link #request}. */
  public void seal() {
    for (int i = 0; i < arguments; i++) {
      offsets[i] += bytes.address();
    }
  }

  /** Points {@code view} at command {@code index}. */
  public Request request(int index, Request view) {
    int first = firsts[index];
    int end = index + 1 < count ? firsts[index + 1] : arguments;
    return view.wrap(offsets, lengths, first, end - first);
  }
}
