package dev.redwing.dataplane.keyspace;

import dev.redwing.dataplane.type.set.SetType;
import dev.redwing.dataplane.type.zset.ZsetType;
import java.util.function.LongSupplier;

/**
 * Up to where collections are small, as configured now.
 *
 * @param hashPackFields hash-max-listpack-entries
 * @param hashPackBytes hash-max-listpack-value
 * @param listPackSize list-max-listpack-size
 */
public record TypeLimits(
    LongSupplier hashPackFields,
    LongSupplier hashPackBytes,
    SetType.Limits sets,
    LongSupplier listPackSize,
    ZsetType.Limits zsets) {
  /** Redis's defaults. */
  public static TypeLimits defaults() {
    return new TypeLimits(
        () -> 512,
        () -> 64,
        new SetType.Limits(() -> 512, () -> 128, () -> 64),
        () -> -2,
        new ZsetType.Limits(() -> 128, () -> 64));
  }
}
