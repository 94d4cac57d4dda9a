package dev.redwing.dataplane.tx;

import dev.redwing.dataplane.client.Attachment;
import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.KeyObserver;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients watch: a table from the key's hash to who watches it, asked at every change
 * of a key.
 *
 * <p>A key that had already expired when it was watched counts as absent: its removal is no change.
 * One that expires later is a change, which EXEC asks for ({@link #hasExpired}) because nothing may
 * have removed it yet.
 */
public final class Watches implements KeyObserver, ClientRegistry.Listener {
  private static final Attachment<Watch> KEY = Attachment.of(Watch.class);
  private static final int FIRST_BUCKETS = 64;

  private final Keyspace keyspace;
  private final Clock clock;
  private final NativeBuffer scratch = new NativeBuffer(64);
  private @Nullable Watch[] buckets = new @Nullable Watch[FIRST_BUCKETS];
  private int count;

  /** One key that one client watches. */
  private static final class Watch {
    final Client client;
    final int database;
    final long hash;
    final byte[] key;

    /** It had expired, and was still there, when it was watched. */
    boolean expired;

    @Nullable Watch nextInBucket;
    @Nullable Watch nextOfClient;

    Watch(Client client, int database, long hash, byte[] key) {
      this.client = client;
      this.database = database;
      this.hash = hash;
      this.key = key;
    }

    boolean is(int otherDatabase, long otherHash, long address, int length) {
      if (hash != otherHash || database != otherDatabase || key.length != length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (key[i] != NativeMemory.getByte(address + i)) {
          return false;
        }
      }
      return true;
    }
  }

  public Watches(Keyspace keyspace, Clock clock) {
    this.keyspace = keyspace;
    this.clock = clock;
  }

  /** Number of pairs of a client and a key it watches. */
  public int count() {
    return count;
  }

  /** Lets {@code client} watch a key of its database. */
  public void watch(Client client, long hash, long address, int length, long nowMillis) {
    Database database = keyspace.database(client.databaseIndex());
    for (Watch w = client.get(KEY); w != null; w = w.nextOfClient) {
      if (w.is(database.index(), hash, address, length)) {
        return;
      }
    }
    Watch watch = new Watch(client, database.index(), hash, NativeMemory.toBytes(address, length));
    watch.expired = isExpired(database, watch, nowMillis);
    watch.nextOfClient = client.get(KEY);
    client.put(KEY, watch);
    if (count > buckets.length) {
      grow();
    }
    link(watch);
    count++;
  }

  /** Lets {@code client} watch nothing. */
  public void unwatch(Client client) {
    Watch watch = client.get(KEY);
    if (watch == null) {
      return;
    }
    for (Watch w = watch; w != null; w = w.nextOfClient) {
      unlink(w);
      count--;
    }
    client.put(KEY, null);
  }

  /** Whether a key that {@code client} watches has expired since. */
  public boolean hasExpired(Client client, long nowMillis) {
    for (Watch w = client.get(KEY); w != null; w = w.nextOfClient) {
      if (!w.expired && isExpired(keyspace.database(w.database), w, nowMillis)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void removed(Client client) {
    unwatch(client);
    Transaction.release(client);
  }

  @Override
  public void reset(Client client) {
    unwatch(client);
    Transaction.end(client);
  }

  // ---- changes of keys ----

  @Override
  public void touched(Database database, long hash, long keyAddress, int keyLength) {
    if (count == 0) {
      return;
    }
    for (Watch w = buckets[bucket(hash)]; w != null; w = w.nextInBucket) {
      if (w.is(database.index(), hash, keyAddress, keyLength)) {
        if (w.expired) {
          w.expired = false; // gone now as it was before; what comes next is a change
        } else {
          w.client.set(ClientFlag.DIRTY_WATCH);
        }
      }
    }
  }

  @Override
  public void flushing(Database database) {
    forEachOf(
        database,
        w -> {
          if (find(database, w) != 0) {
            if (w.expired) {
              w.expired = false;
            } else {
              w.client.set(ClientFlag.DIRTY_WATCH);
            }
          }
        });
  }

  @Override
  public void swapping(Database first, Database second) {
    long nowMillis = clock.wallMillis();
    forEachOf(first, w -> replaced(w, first, second, nowMillis));
    forEachOf(second, w -> replaced(w, second, first, nowMillis));
  }

  private void replaced(Watch w, Database from, Database to, long nowMillis) {
    boolean was = find(from, w) != 0;
    boolean comes = find(to, w) != 0;
    boolean comesExpired = comes && isExpired(to, w, nowMillis);
    if (w.expired) {
      if (!comes) {
        w.expired = false;
      } else if (!comesExpired) {
        w.client.set(ClientFlag.DIRTY_WATCH);
      }
    } else if (!was && comesExpired) {
      w.expired = true;
    } else if (was || comes) {
      w.client.set(ClientFlag.DIRTY_WATCH);
    }
  }

  private interface Visitor {
    void visit(Watch watch);
  }

  private void forEachOf(Database database, Visitor visitor) {
    if (count == 0) {
      return;
    }
    for (Watch bucket : buckets) {
      for (Watch w = bucket; w != null; w = w.nextInBucket) {
        if (w.database == database.index()) {
          visitor.visit(w);
        }
      }
    }
  }

  // ---- the table ----

  private long find(Database database, Watch w) {
    scratch.grow(w.key.length, 0);
    NativeMemory.copyIn(w.key, 0, scratch.address(), w.key.length);
    return database.find(w.hash, scratch.address(), w.key.length);
  }

  private boolean isExpired(Database database, Watch w, long nowMillis) {
    long ref = find(database, w);
    return ref != 0
        && Entry.hasExpiry(database.address(ref))
        && database.isExpired(database.address(ref), nowMillis);
  }

  private int bucket(long hash) {
    return (int) hash & (buckets.length - 1);
  }

  private void link(Watch watch) {
    int bucket = bucket(watch.hash);
    watch.nextInBucket = buckets[bucket];
    buckets[bucket] = watch;
  }

  @SuppressWarnings("ReferenceEquality") // a link of the chain, not an equal one
  private void unlink(Watch watch) {
    int bucket = bucket(watch.hash);
    Watch w = buckets[bucket];
    if (w == watch) {
      buckets[bucket] = watch.nextInBucket;
      return;
    }
    while (w != null) {
      if (w.nextInBucket == watch) {
        w.nextInBucket = watch.nextInBucket;
        return;
      }
      w = w.nextInBucket;
    }
  }

  private void grow() {
    @Nullable Watch[] old = buckets;
    buckets = new @Nullable Watch[2 * old.length];
    for (Watch bucket : old) {
      Watch w = bucket;
      while (w != null) {
        Watch next = w.nextInBucket;
        link(w);
        w = next;
      }
    }
  }
}
