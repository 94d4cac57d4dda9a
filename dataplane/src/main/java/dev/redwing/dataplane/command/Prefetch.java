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

  private final long[] memberTables = new long[RequestBatch.MAX_REQUESTS];

  /** Keeps the passes from being optimized away. */
  private long touched;

  /** For each request its command and the hash of its first key, or 0. */
  void run(Database database, RequestBatch batch, @Nullable Command[] commands, long[] keyHashes) {
    int size = batch.size();
    long sum = 0;
    for (int i = 0; i < size; i++) {
      if (isOtherKey(keyHashes, i)) {
        sum += database.touchSlots(keyHashes[i]);
      }
    }
    for (int i = 0; i < size; i++) {
      if (isOtherKey(keyHashes, i)) {
        sum += database.touchEntry(keyHashes[i]);
      }
    }
    int members = findMembers(database, batch, commands, keyHashes);
    for (int i = 0; i < members; i++) {
      sum += database.touchMemberSlots(memberTables[i], memberHashes[i]);
    }
    for (int i = 0; i < members; i++) {
      sum += database.touchMember(memberTables[i], memberHashes[i]);
    }
    touched += sum;
  }

  /** Most often all requests of a batch that name members, or elements, go to one key. */
  private static boolean isOtherKey(long[] keyHashes, int index) {
    return index == 0 || keyHashes[index] != keyHashes[index - 1];
  }

  /** Notes the members that requests name, where they are kept in a table; returns how many. */
  private int findMembers(
      Database database, RequestBatch batch, @Nullable Command[] commands, long[] keyHashes) {
    int size = batch.size();
    int members = 0;
    long table = 0;
    for (int i = 0; i < size; i++) {
      Command command = commands[i];
      int index = command == null ? 0 : command.memberIndex();
      Request request = batch.request(i);
      if (index == 0 || index >= request.count()) {
        continue;
      }
      if (isOtherKey(keyHashes, i) || table == 0) {
        table = database.memberTable(keyHashes[i]);
      }
      if (table != 0) {
        memberTables[members] = table;
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
