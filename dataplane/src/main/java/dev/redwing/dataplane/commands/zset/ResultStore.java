package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.collect.StagedValue;
import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.type.zset.ZsetType;

/** A sorted set that a command computes, until it is stored or forgotten. */
final class ResultStore {
  /** The access clock of a key that is new. */
  private static final int NOW = -1;

  private final ZsetType zsets;
  private final StagedValue result = new StagedValue();

  ResultStore(ZsetType zsets) {
    this.zsets = zsets;
  }

  StagedValue value() {
    return result;
  }

  /** Begins a result in the large form, which holds any score as it is. */
  void begin() {
    zsets.init(result, Long.MAX_VALUE, 0);
  }

  void add(long member, int length, double score) {
    zsets.put(result, member, length, score);
  }

  long size() {
    return result.isPresent() ? ZsetType.size(result) : 0;
  }

  /** Forgets the result and frees what it owns. */
  void clear() {
    if (result.isPresent()) {
      zsets.free(result);
      result.clear();
    }
  }

  /**
   * Puts the result, if it has members, under the key that is argument 1, over what is there, and
   * replies how many they are.
   */
  void store(CommandContext context) {
    long hash = context.hash(1);
    long size = size();
    if (size > 0) {
      // What has expired there is deleted, and that propagated, before something is put over it.
      context.peek(1);
    }
    if (size > 0) {
      long ref =
          context
              .database()
              .store(
                  hash,
                  context.address(1),
                  context.length(1),
                  ValueType.ZSET,
                  result,
                  Entry.NO_EXPIRY,
                  NOW);
      // What it owns is the entry's now.
      result.clear();
      context.database().touched(hash, ref);
      context.changed(1);
    } else if (context.database().delete(hash, context.address(1), context.length(1))) {
      context.changed(1);
    }
    context.reply().integer(size);
  }
}
