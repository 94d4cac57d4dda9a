package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.collect.Scarcity;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.Contents;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for the RDB forms of any type: exchanged, cut, damaged, dripping in. */
abstract class RdbForms {
  /** Longer ones are left out, or drawn seldom, where a test goes byte by byte. */
  private static final int LONG_FORM_BYTES = 12_000;

  private static final int DAMAGED_ROUNDS = 3000;
  private static final int PAYLOAD_ROUNDS = 1000;
  private static final int SCARCE_ROUNDS = 200;
  private static final long SCARCE_BYTES = 4 << 20;

  /** Fewer than these are free for the value, too large to share their pages with other blocks. */
  private static final int KEPT_BLOCKS = 8;

  private static final long KEPT_BLOCK_BYTES = 300 * 1024;

  final TestStore store = new TestStore();

  /** Whole values, {@link OldForms}, type byte first. */
  abstract List<byte[]> forms();

  /** What is to be refused with Redis's error: empty, cut off, with the same twice. */
  abstract List<byte[]> damaged();

  /** All that the key k of a server holds, in an order that does not depend on the server. */
  abstract String contents(RespClient client);

  /** What an entry holds, sorted if it has no order. */
  abstract List<String> read(long entry);

  @AfterEach
  void close() {
    store.close();
  }

  static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  static void restore(RespClient client, String payload) {
    assertThat(client.text("RESTORE", "k", "0", payload, "REPLACE")).isEqualTo("OK");
  }

  static String dump(RespClient client) {
    return ((Reply.Bulk) client.call("DUMP", "k")).text();
  }

  @Test
  void whatWeWriteTheyReadAndWhatTheyWriteWeDo() {
    try (ReferenceServer redis = ReferenceServer.start();
        ReferenceServer valkey = ReferenceServer.startValkey();
        TestServer server = TestServer.start();
        RespClient ours = server.client()) {
      for (ReferenceServer reference : List.of(redis, valkey)) {
        try (RespClient theirs = reference.client()) {
          for (byte[] form : forms()) {
            restore(theirs, OldForms.payload(form));
            String expected = contents(theirs);
            assertThat(expected).isNotEmpty();
            restore(ours, OldForms.payload(form));
            restore(theirs, dump(ours));
            assertThat(contents(theirs)).isEqualTo(expected);
            assertThat(contents(ours)).isEqualTo(expected);
            restore(ours, dump(theirs));
            assertThat(ours.text("COPY", "k", "copy", "REPLACE")).isEqualTo("1");
            ours.call("DEL", "k");
            ours.call("RENAME", "copy", "k");
            restore(theirs, dump(ours));
            assertThat(contents(theirs)).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Access times are of payloads, memory is freed with the key, and DEBUG knows all forms. */
  @Test
  void whatIsSaidOfAKeyIsSo() {
    String[] directives = {"--rdbcompression", "no", "--enable-debug-command", "yes"};
    try (ReferenceServer reference = ReferenceServer.startValkey(directives);
        TestServer server = TestServer.start(directives);
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (byte[] form : forms()) {
        String payload = OldForms.payload(form);
        restore(ours, payload);
        restore(theirs, payload);
        String encoding = theirs.text("OBJECT", "ENCODING", "k");
        if (!ours.text("TYPE", "k").equals("set")) {
          assertThat(ours.text("OBJECT", "ENCODING", "k")).isEqualTo(encoding);
        }
        assertThat(described(theirs)).isEqualTo(described(theirs, encoding));
        assertThat(described(ours))
            .isEqualTo(described(ours, ours.text("OBJECT", "ENCODING", "k")));
        long usage = Long.parseLong(ours.text("MEMORY", "USAGE", "k"));
        assertThat(usage).isBetween(form.length / 12L, 400L + 12L * form.length);
        ours.call("COPY", "k", "copy", "REPLACE");
        assertThat(Long.parseLong(ours.text("MEMORY", "USAGE", "copy")))
            .isBetween(usage / 2, 2 * usage);
        ours.call("RESTORE", "k", "0", payload, "REPLACE", "IDLETIME", "100");
        assertThat(Integer.parseInt(ours.text("OBJECT", "IDLETIME", "k"))).isBetween(100, 110);
        ours.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
        ours.call("RESTORE", "k", "0", payload, "REPLACE", "FREQ", "77");
        assertThat(ours.text("OBJECT", "FREQ", "k")).isEqualTo("77");
        ours.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
      }
    }
  }

  /** What DEBUG says of encoding and length in RDB. */
  private static String described(RespClient client) {
    String text = client.text("DEBUG", "OBJECT", "k");
    return text.replaceFirst(".*(encoding:\\w+ serializedlength:\\d+).*", "$1");
  }

  /** What it should say: DUMP's type and footer are not counted. */
  private static String described(RespClient client, String encoding) {
    int length = dump(client).length() - 1 - RdbFormat.DUMP_FOOTER_BYTES;
    return "encoding:" + encoding + " serializedlength:" + length;
  }

  /** Payloads that are whole, as their checksums say, and hold anything. */
  @Test
  void anyPayloadIsRefusedOrAKeyLikeOthers() {
    Random random = random();
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (int round = 0; round < PAYLOAD_ROUNDS; round++) {
        byte[] form = damage(random, 0);
        if (client.text("RESTORE", "k", "0", OldForms.payload(form), "REPLACE").equals("OK")) {
          assertThat(Contents.value(client, "k")).isNotEmpty();
          restore(client, dump(client));
          client.call("COPY", "k", "copy", "REPLACE");
          client.call("MEMORY", "USAGE", "k");
        }
      }
      client.call("FLUSHALL");
    }
  }

  @Test
  void damagedPayloadsAreRefused() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (byte[] form : damaged()) {
        assertThat(client.text("RESTORE", "k", "0", OldForms.payload(form), "REPLACE"))
            .as(Arrays.toString(form))
            .isEqualTo("-ERR Bad data format");
      }
    }
  }

  @Test
  void aSourceThatStarvesIsReadOnLater() throws Exception {
    for (byte[] form : forms()) {
      if (form.length > LONG_FORM_BYTES) {
        continue;
      }
      byte[] file = OldForms.file(form);
      store.load(file, false);
      List<String> expected = read();
      assertThat(expected).isNotEmpty();
      store.assertFreesAll();
      store.load(file, true);
      assertThat(read()).isEqualTo(expected);
      store.assertFreesAll();
    }
  }

  @Test
  void everyCutIsATypedError() {
    for (byte[] form : forms()) {
      byte[] file = OldForms.file(form);
      for (int cut = 10; cut < file.length; cut += 1 + file.length / 150) {
        byte[] bytes = Arrays.copyOf(file, cut);
        assertThatThrownBy(() -> store.load(bytes, false)).isInstanceOf(RdbCorruptException.class);
        store.assertFreesAll();
      }
    }
  }

  @Test
  void anythingMayComeAndNothingLeaks() throws Exception {
    Random random = random();
    for (int round = 0; round < DAMAGED_ROUNDS; round++) {
      try {
        store.load(OldForms.file(damage(random, 1)), false);
        read();
      } catch (RdbCorruptException e) {
        assertThat(e.getMessage()).contains("at offset");
      }
      store.assertFreesAll();
    }
  }

  @Test
  void whatMemoryRunsOutForIsGivenBack() throws Exception {
    Random random = random();
    int failed = 0;
    try (TestStore scarce = new TestStore(SCARCE_BYTES)) {
      Arena arena = scarce.keyspace().arena();
      Scarcity scarcity = new Scarcity(arena);
      for (int round = 0; round < SCARCE_ROUNDS; round++) {
        byte[] form = forms().get(random.nextInt(forms().size()));
        // So that there is a table to begin with.
        scarce.set(0, "other", TestStore.Value.of("x"));
        List<Long> kept = new ArrayList<>();
        for (int i = random.nextInt(KEPT_BLOCKS); i > 0; i--) {
          kept.add(arena.allocate(KEPT_BLOCK_BYTES));
        }
        scarcity.begin();
        kept.forEach(arena::free);
        scarcity.relax(random::nextLong, 1 << random.nextInt(12));
        try {
          scarce.load(OldForms.file(form), false);
        } catch (OutOfNativeMemoryException e) {
          failed++;
        }
        scarcity.end();
        scarce.assertFreesAll();
      }
    }
    assertThat(failed).isBetween(1, SCARCE_ROUNDS - 1);
  }

  private Random random() {
    long seed = System.nanoTime();
    System.out.println(getClass().getSimpleName() + " seed " + seed);
    return new Random(seed);
  }

  /** One of the forms with a few bytes changed from {@code from} on. */
  private byte[] damage(Random random, int from) {
    List<byte[]> forms = Stream.concat(forms().stream(), damaged().stream()).toList();
    byte[] form = forms.get(random.nextInt(forms.size()));
    while (form.length > LONG_FORM_BYTES / 2 && random.nextInt(10) > 0) {
      form = forms.get(random.nextInt(forms.size()));
    }
    byte[] damaged = form.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = from + random.nextInt(Math.min(damaged.length - from, 200));
      damaged[at] = (byte) random.nextInt();
    }
    return damaged;
  }

  /** What the keys of database 0 hold. */
  final List<String> read() {
    List<String> contents = new ArrayList<>();
    store.keyspace().present().forEach(0, entry -> contents.addAll(read(entry)));
    return contents;
  }
}
