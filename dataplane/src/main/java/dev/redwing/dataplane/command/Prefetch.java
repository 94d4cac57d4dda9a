package dev.redwing.dataplane.command;

import dev.redwing.dataplane.collect.Hashing;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.resp.RequestBatch;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a batch of pipelined requests ahead of their commands, in passes, so that the
 * memory's latencies overlap: the slots of the keys, the entries, then the slots of the members
 * that commands name, and the members.
 */
final class Prefetch {
  private final long[] memberHashes = new long[RequestBatch.MAX_REQUESTS];

  /** Which of the requests name a member. */
  private final int[] named = new int[RequestBatch.MAX_REQUESTS];

  /** Keeps the passes from being optimized away. */
  private long touched;

  /** For each request its command and the hash of its first key, or 0. */
  void run(Database database, RequestBatch batch, @Nullable Command[] commands, long[] keyHashes) {
    int size = batch.size();
    long sum = 0;
    for (int i = 0; i < size; i++) {
      sum += database.touchSlots(keyHashes[i]);
    }
    for (int i = 0; i < size; i++) {
      sum += database.touchEntry(keyHashes[i]);
    }
    int members = findMembers(batch, commands);
    for (int i = 0; i < members; i++) {
      sum += database.touchMemberSlots(keyHashes[named[i]], memberHashes[i]);
    }
    for (int i = 0; i < members; i++) {
      sum += database.touchMember(keyHashes[named[i]], memberHashes[i]);
    }
    touched += sum;
  }

  private int findMembers(RequestBatch batch, @Nullable Command[] commands) {
    int size = batch.size();
    int members = 0;
    for (int i = 0; i < size; i++) {
      Command command = commands[i];
      if (command == null || command.memberIndex() == 0) {
        continue;
      }
      Request request = batch.request(i);
      int index = command.memberIndex();
      if (index < request.count()) {
        named[members] = i;
        memberHashes[members] = Hashing.hash(request.address(index), request.length(index));
        members++;
      }
    }
    return members;
  }

  /** For tests: what the passes have read. */
  long touched() {
    return touched;
  }
}
