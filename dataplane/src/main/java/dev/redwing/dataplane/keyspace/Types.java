package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.collect.Cuttings;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.type.hash.HashType;
import dev.redwing.dataplane.type.list.ListType;
import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ZsetType;

/** The operations on collections, one object for each type: for commands and for loading. */
public record Types(HashType hashes, SetType sets, ListType lists, ZsetType zsets) {
  static Types of(Arena arena, Epochs epochs, Cuttings cuttings, TypeLimits limits) {
    return new Types(
        new HashType(arena, epochs, limits.hashPackFields(), limits.hashPackBytes()),
        new SetType(arena, epochs, limits.sets()),
        new ListType(arena, epochs, cuttings, limits.listPackSize()),
        new ZsetType(arena, epochs, cuttings, limits.zsets()));
  }
}
