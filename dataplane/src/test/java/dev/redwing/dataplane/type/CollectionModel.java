package dev.redwing.dataplane.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Collections under a few keys against models of them, in a keyspace whose memory is checked, with
 * snapshots opened at random moments, which must show what was there then. {@code M} is a model
 * that never changes: a change makes another.
 */
public abstract class CollectionModel<M> implements AutoCloseable {
  private static final int KEYS = 6;

  protected final Arena arena = Arena.create(1L << 30, true);
  protected final Keyspace keyspace = new Keyspace(arena, 1, System::nanoTime, 1);
  protected final Random random;
  private final Database database = keyspace.database(0);
  private final NativeBuffer key = new NativeBuffer(64);
  private final NativeBuffer[] words = {new NativeBuffer(64), new NativeBuffer(64)};
  private final Map<String, M> models = new HashMap<>();

  protected CollectionModel(long seed) {
    System.out.println(getClass().getSimpleName() + " seed " + seed);
    random = new Random(seed);
  }

  /** Makes an empty collection in a new entry. */
  protected abstract void create(EntryValue value, long hash, long keyAddress, int keyLength);

  /** Changes the collection, compares what that tells; the new model, or null when it is empty. */
  protected abstract M change(EntryValue value, M model);

  protected abstract M empty();

  protected abstract boolean isEmpty(M model);

  /** What the entry at this address holds, which may be frozen. */
  protected abstract M read(long entry);

  protected Database database() {
    return database;
  }

  /** Puts a text into native memory, one of two at a time; its address. */
  protected long word(int index, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    words[index].grow(Math.max(1, bytes.length), 0);
    NativeMemory.copyIn(bytes, 0, words[index].address(), bytes.length);
    return words[index].address();
  }

  protected static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  public void run(int steps) {
    KeyspaceSnapshot snapshot = null;
    Map<String, M> frozen = Map.of();
    for (int step = 0; step < steps; step++) {
      if (random.nextInt(1000) == 0) {
        if (snapshot == null) {
          snapshot = keyspace.openSnapshot();
          frozen = new HashMap<>(models);
        } else {
          assertThat(read(snapshot)).isEqualTo(frozen);
          snapshot.close();
          snapshot = null;
        }
      }
      step("k" + random.nextInt(KEYS));
      if (step % 500 == 0) {
        keyspace.doWork(0);
        arena.verify();
      }
    }
    if (snapshot != null) {
      assertThat(read(snapshot)).isEqualTo(frozen);
      snapshot.close();
    }
    assertThat(read(keyspace.present())).isEqualTo(models);
    keyspace.flushAll(false);
    assertThat(arena.liveBlocks()).isZero();
  }

  private void step(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    NativeMemory.copyIn(bytes, 0, key.address(), bytes.length);
    long hash = Database.hash(key.address(), bytes.length);
    long ref = database.find(hash, key.address(), bytes.length);
    assertThat(ref != 0).isEqualTo(models.containsKey(name));
    EntryValue value = new EntryValue(keyspace).attach(database, hash, ref);
    if (ref != 0 && random.nextInt(3000) == 0) {
      value.delete();
      models.remove(name);
      return;
    }
    if (ref != 0 && random.nextInt(1000) == 0) {
      if (Entry.hasExpiry(database.address(ref))) {
        database.persist(hash, ref);
      } else {
        database.setExpiry(hash, ref, Long.MAX_VALUE);
      }
      return;
    }
    if (ref == 0) {
      create(value, hash, key.address(), bytes.length);
    }
    M changed = change(value, models.getOrDefault(name, empty()));
    if (isEmpty(changed)) {
      value.delete();
      models.remove(name);
    } else {
      models.put(name, changed);
    }
  }

  private Map<String, M> read(KeyspaceSnapshot snapshot) {
    Map<String, M> contents = new HashMap<>();
    snapshot.forEach(
        0,
        entry -> contents.put(text(Entry.keyAddress(entry), Entry.keyLength(entry)), read(entry)));
    return contents;
  }

  @Override
  public void close() {
    key.close();
    words[0].close();
    words[1].close();
    arena.close();
  }
}
