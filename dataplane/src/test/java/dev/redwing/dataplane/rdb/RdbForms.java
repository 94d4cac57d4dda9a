package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Reply;
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
      for (int cut = 10; cut < file.length; cut += 1 + file.length / 300) {
        byte[] bytes = Arrays.copyOf(file, cut);
        assertThatThrownBy(() -> store.load(bytes, false)).isInstanceOf(RdbCorruptException.class);
        store.assertFreesAll();
      }
    }
  }

  @Test
  void anythingMayComeAndNothingLeaks() throws Exception {
    long seed = System.nanoTime();
    System.out.println(getClass().getSimpleName() + " seed " + seed);
    Random random = new Random(seed);
    List<byte[]> forms = Stream.concat(forms().stream(), damaged().stream()).toList();
    for (int round = 0; round < DAMAGED_ROUNDS; round++) {
      byte[] form = forms.get(random.nextInt(forms.size()));
      if (form.length > LONG_FORM_BYTES / 2 && random.nextInt(10) > 0) {
        continue;
      }
      byte[] file = OldForms.file(form);
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = 10 + random.nextInt(Math.min(file.length - 10, 200));
        file[at] = (byte) random.nextInt();
      }
      try {
        store.load(file, false);
        read();
      } catch (RdbCorruptException e) {
        assertThat(e.getMessage()).contains("at offset");
      }
      store.assertFreesAll();
    }
  }

  /** What the keys of database 0 hold. */
  final List<String> read() {
    List<String> contents = new ArrayList<>();
    store.keyspace().present().forEach(0, entry -> contents.addAll(read(entry)));
    return contents;
  }
}
