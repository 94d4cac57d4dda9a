package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Many tables through one object, against maps, with snapshots at random moments. */
class InnerDictTest {
  private static final int TABLES = 3;
  private static final int STEPS = 30_000;

  private final Arena arena = Arena.create(1L << 30);
  private final Epochs epochs = new Epochs(arena);
  private final InnerDict dict = new InnerDict(arena, epochs);
  private final DictWalk walk = new DictWalk(arena);
  private final NativeBuffer key = new NativeBuffer(64);
  private final long[] roots = new long[TABLES];
  private final Map<String, Integer>[] models = newModels();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, Integer>[] newModels() {
    Map<String, Integer>[] maps = new Map[TABLES];
    for (int i = 0; i < TABLES; i++) {
      maps[i] = new HashMap<>();
    }
    return maps;
  }

  @Test
  void agreesWithMapsAndSnapshotsStayAsTheyWere() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long[] frozenRoots = new long[TABLES];
    Map<String, Integer>[] frozenModels = newModels();
    for (int step = 0; step < STEPS; step++) {
      int table = random.nextInt(TABLES);
      change(table, "k" + random.nextInt(3000), step, random);
      if (step % 5000 == 2500) {
        epochs.open();
        for (int i = 0; i < TABLES; i++) {
          frozenRoots[i] = roots[i];
          frozenModels[i] = new HashMap<>(models[i]);
        }
      } else if (step % 5000 == 4999) {
        for (int i = 0; i < TABLES; i++) {
          assertThat(contents(frozenRoots[i])).isEqualTo(frozenModels[i]);
        }
        epochs.close();
        while (epochs.freeRetired(1000)) {
          // all of it
        }
      }
    }
    for (int i = 0; i < TABLES; i++) {
      dict.attach(roots[i], models[i].size());
      dict.checkInvariants();
      assertThat(contents(roots[i])).isEqualTo(models[i]);
      dict.detach().free(Integer.MAX_VALUE, node -> arena.free(arena.reference(node)));
    }
    assertThat(arena.usedBytes()).isZero();
  }

  private void change(int table, String name, int value, Random random) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    NativeMemory.copyIn(bytes, 0, key.address(), bytes.length);
    long hash = Hashing.hash(key.address(), bytes.length);
    dict.attach(roots[table], models[table].size());
    long old = dict.find(hash, key.address(), bytes.length);
    assertThat(old != 0).isEqualTo(models[table].containsKey(name));
    if (random.nextInt(10) < 6) {
      long ref = node(bytes.length, value);
      if (old == 0) {
        dict.insert(hash, ref);
      } else {
        dict.replace(hash, old, ref);
        dict.retire(hash, old);
      }
      models[table].put(name, value);
    } else if (old != 0) {
      dict.remove(hash, old);
      dict.retire(hash, old);
      models[table].remove(name);
    }
    roots[table] = dict.root();
    assertThat(dict.size()).isEqualTo(models[table].size());
  }

  private long node(int keyLength, int value) {
    long ref = arena.allocate(Node.HEADER_BYTES + keyLength + Integer.BYTES);
    long address = arena.address(ref);
    NativeMemory.putInt(address + Node.EPOCH, epochs.current());
    NativeMemory.putInt(address + Node.META, 0);
    NativeMemory.putInt(address + Node.KEY_LENGTH, keyLength);
    NativeMemory.putInt(address + Node.VALUE_LENGTH, Integer.BYTES);
    NativeMemory.copy(key.address(), Node.keyAddress(address), keyLength);
    NativeMemory.putInt(Node.valueAddress(address), value);
    return ref;
  }

  private Map<String, Integer> contents(long root) {
    Map<String, Integer> contents = new HashMap<>();
    walk.forEach(
        root,
        node -> {
          byte[] name = NativeMemory.toBytes(Node.keyAddress(node), Node.keyLength(node));
          Integer before =
              contents.put(
                  new String(name, StandardCharsets.US_ASCII),
                  NativeMemory.getInt(Node.valueAddress(node)));
          assertThat(before).isNull();
        });
    return contents;
  }
}
