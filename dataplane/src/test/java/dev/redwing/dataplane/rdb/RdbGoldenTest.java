package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.env.ManualClock;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EvictionPolicy;
import dev.redwing.dataplane.rdb.TestStore.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads files that redis-server 7.0.15 wrote. */
final class RdbGoldenTest {
  private static final String STRINGS = "strings.rdb";
  private static final RdbLoader.Options COMPLETE = RdbLoader.Options.complete(true);

  private final TestStore store = new TestStore();
  private final ManualClock clock = new ManualClock(1_800_000_000_000L);

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {STRINGS, "strings-uncompressed.rdb"})
  void everyStringEncodingEveryDatabaseAndExpiry(String file) throws Exception {
    RdbLoader loader = load(golden(file), COMPLETE);

    Map<String, Value> contents = store.contents();
    assertThat(contents)
        .containsEntry("0:int8", Value.of("100"))
        .containsEntry("0:int16", Value.of("30000"))
        .containsEntry("0:int32", Value.of("-2147483648"))
        .containsEntry("0:int40", Value.of("1099511627776"))
        .containsEntry("0:int64", Value.of("9223372036854775807"))
        .containsEntry("0:notint", Value.of("0012"))
        .containsEntry("0:plus", Value.of("+5"))
        .containsEntry("0:empty", Value.of(""))
        .containsEntry("0:12345", Value.of("integer key"))
        .containsEntry("0:lzf", Value.of("abcdefghij".repeat(50)))
        .containsEntry("0:lzf-long-run", Value.of("x".repeat(5000)))
        .containsEntry("0:key-lzf-" + "k".repeat(100), Value.of("compressed key"))
        .containsEntry("0:\0", Value.of("\0"))
        .containsEntry("0:expires-2100", new Value("later", 4102444800123L))
        .containsEntry("0:expires-2100-int", new Value("77", 4102444800000L))
        .containsEntry("3:in-three", Value.of("3"))
        .containsEntry("15:in-fifteen", Value.of("v".repeat(70)))
        .containsEntry("15:x", new Value("y", 4102444800001L));
    StringBuilder allBytes = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      allBytes.append((char) i);
    }
    String forward = allBytes.toString();
    assertThat(contents).containsEntry("0:" + forward, Value.of(allBytes.reverse().toString()));
    assertThat(contents)
        .hasEntrySatisfying("0:raw", value -> assertThat(value.bytes()).hasSize(300));
    assertThat(loader.keysLoaded()).isEqualTo(contents.size());
    assertThat(loader.isAofBase()).isFalse();
    assertThat(loader.position()).isNull();
  }

  @Test
  void compressedAndUncompressedAreTheSame() throws Exception {
    load(golden(STRINGS), COMPLETE);
    Map<String, Value> compressed = store.contents();
    store.assertFreesAll();
    load(golden("strings-uncompressed.rdb"), COMPLETE);

    assertThat(store.contents()).isEqualTo(compressed);
  }

  @Test
  void anEmptyFileAndOneWithoutChecksum() throws Exception {
    assertThat(load(golden("empty.rdb"), COMPLETE).keysLoaded()).isZero();
    load(golden("no-checksum.rdb"), COMPLETE);

    assertThat(store.contents()).containsExactly(Map.entry("0:a", Value.of("b")));
  }

  @Test
  void aMasterLeavesExpiredKeysOutAReplicaKeepsThem() throws Exception {
    RdbLoader master =
        load(golden("expired.rdb"), RdbLoader.Options.ofMaster(true, Long.MAX_VALUE));
    assertThat(store.contents()).containsOnlyKeys("0:stays");
    assertThat(master.keysExpired()).isEqualTo(1);
    store.assertFreesAll();

    load(golden("expired.rdb"), COMPLETE);
    assertThat(store.contents()).containsOnlyKeys("0:stays", "0:gone");
  }

  @Test
  void idleTimesAndFrequenciesAreTakenOverByTheirPolicy() throws Exception {
    store.keyspace().tick(1_800_000_000_000L);
    load(golden("lru.rdb"), COMPLETE);
    assertThat(store.contents()).containsKeys("0:a", "0:idle");
    store.assertFreesAll();

    store.keyspace().eviction().configure(0, EvictionPolicy.ALLKEYS_LFU, 5);
    load(golden("lfu.rdb"), COMPLETE);
    int[] frequency = new int[1];
    store
        .keyspace()
        .present()
        .forEach(
            0,
            address ->
                frequency[0] =
                    store.keyspace().accessClock().frequency(Entry.accessClock(address)));
    assertThat(frequency[0]).isEqualTo(6);
  }

  @Test
  void otherTypesAndFunctionsAreRefusedByName() {
    assertThatThrownBy(() -> load(golden("stream.rdb"), COMPLETE))
        .isInstanceOf(RdbCorruptException.class)
        .hasMessageContaining(
            "expected a type that this server holds, found a stream (RDB type 19)")
        .hasMessageContaining("cannot hold it");
    assertThatThrownBy(() -> load(golden("function.rdb"), COMPLETE))
        .isInstanceOf(RdbCorruptException.class)
        .hasMessageContaining("a function library")
        .hasMessageContaining("FUNCTION FLUSH");
  }

  @Test
  void everyCutIsATypedErrorWithItsPlace() throws Exception {
    byte[] whole = golden(STRINGS);
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] bytes = Arrays.copyOf(whole, cut);
      int end = cut;
      assertThatThrownBy(() -> load(bytes, COMPLETE))
          .as("cut at %d", cut)
          .isInstanceOfSatisfying(
              RdbCorruptException.class, e -> assertThat(e.offset()).isLessThanOrEqualTo(end));
      store.assertFreesAll();
    }
  }

  @Test
  void versionsFromOneToTwelveAreReadOthersRefused() throws Exception {
    byte[] bytes = golden("no-checksum.rdb");
    for (int version = 1; version <= RdbFormat.MAX_VERSION; version++) {
      load(withVersion(bytes, version), COMPLETE);
      assertThat(store.contents()).as("version %d", version).hasSize(1);
      store.assertFreesAll();
    }
    assertThatThrownBy(() -> load(withVersion(bytes, 13), COMPLETE))
        .hasMessageContaining("expected RDB format version 1 to 12, found \"0013\"");
    assertThatThrownBy(() -> load(withVersion(bytes, 0), COMPLETE))
        .hasMessageContaining("found \"0000\"");
  }

  private static byte[] withVersion(byte[] bytes, int version) {
    byte[] changed = bytes.clone();
    byte[] digits = String.format("%04d", version).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, changed, 5, 4);
    return changed;
  }

  @Test
  void aFlippedBitIsSeenByTheChecksum() throws Exception {
    byte[] bytes = golden(STRINGS);
    bytes[bytes.length / 2] ^= 1;

    assertThatThrownBy(() -> load(bytes, COMPLETE)).isInstanceOf(RdbCorruptException.class);
  }

  @Test
  void anythingMayComeAndNothingLeaks() throws Exception {
    long seed = System.nanoTime();
    System.out.println("RdbGoldenTest seed " + seed);
    Random random = new Random(seed);
    byte[][] files = {
      golden(STRINGS),
      golden("expired.rdb"),
      golden("lru.rdb"),
      golden("list.rdb"),
      golden("zset-listpack.rdb"),
      golden("zset-skiplist.rdb"),
      golden("stream.rdb")
    };
    RdbLoader.Options unchecked = RdbLoader.Options.complete(false);
    for (int round = 0; round < 4000; round++) {
      byte[] bytes = files[random.nextInt(files.length)].clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        load(bytes, unchecked);
      } catch (RdbCorruptException e) {
        assertThat(e.getMessage()).contains("at offset");
      }
      store.assertFreesAll();
    }
  }

  @Test
  void aSourceThatStarvesIsReadOnLater() throws Exception {
    byte[] bytes = golden(STRINGS);
    int[] position = new int[1];
    RdbSource drops =
        destination -> {
          if (position[0] % 2 == 1) {
            position[0]++;
            return RdbSource.NOTHING_NOW;
          }
          int at = position[0]++ / 2;
          if (at == bytes.length) {
            return RdbSource.END;
          }
          destination.put(bytes[at]);
          return 1;
        };
    int starved = 0;
    try (RdbLoader loader =
        new RdbLoader(drops, "socket", Long.MAX_VALUE, store.keyspace(), clock, COMPLETE)) {
      while (loader.doWork(Long.MAX_VALUE) != RdbLoader.Status.DONE) {
        starved++;
      }
    }

    assertThat(starved).isGreaterThan(bytes.length / 2);
    assertThat(store.contents()).hasSize(22);
  }

  private RdbLoader load(byte[] bytes, RdbLoader.Options options) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    RdbSource chunks =
        destination -> {
          if (!source.hasRemaining()) {
            return RdbSource.END;
          }
          int count = Math.min(destination.remaining(), source.remaining());
          destination.put(source.slice(source.position(), count));
          source.position(source.position() + count);
          return count;
        };
    try (RdbLoader loader =
        new RdbLoader(chunks, "test.rdb", bytes.length, store.keyspace(), clock, options)) {
      while (loader.doWork(Long.MIN_VALUE) != RdbLoader.Status.DONE) {
        // slice by slice
      }
      return loader;
    }
  }

  static byte[] golden(String name) throws IOException {
    try (InputStream stream = RdbGoldenTest.class.getResourceAsStream("/rdb/" + name)) {
      if (stream == null) {
        throw new IOException("no golden file " + name);
      }
      return stream.readAllBytes();
    }
  }
}
