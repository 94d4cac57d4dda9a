package dev.redwing.dataplane.command;

import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.KeyObserver;
import dev.redwing.dataplane.propagate.EffectStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Propagates keys that expire or are evicted: nobody's command deletes them, so a DEL does, or an
 * UNLINK where the directive says that such keys are freed lazily.
 */
public final class Deletions implements KeyObserver {
  private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UNLINK = "UNLINK".getBytes(StandardCharsets.US_ASCII);

  private final EffectStream effects;
  private final BooleanSupplier lazyExpire;
  private final BooleanSupplier lazyEviction;

  public Deletions(EffectStream effects, BooleanSupplier lazyExpire, BooleanSupplier lazyEviction) {
    this.effects = effects;
    this.lazyExpire = lazyExpire;
    this.lazyEviction = lazyEviction;
  }

  @Override
  public void expired(Database database, long hash, long keyAddress, int keyLength) {
    propagate(database, keyAddress, keyLength, lazyExpire.getAsBoolean());
  }

  @Override
  public void evicted(Database database, long hash, long keyAddress, int keyLength) {
    propagate(database, keyAddress, keyLength, lazyEviction.getAsBoolean());
  }

  private void propagate(Database database, long keyAddress, int keyLength, boolean lazy) {
    effects.begin(database.index(), 2).word(lazy ? UNLINK : DEL).word(keyAddress, keyLength);
  }
}
