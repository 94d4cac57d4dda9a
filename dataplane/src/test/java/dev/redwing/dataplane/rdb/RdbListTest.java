package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import dev.redwing.dataplane.type.list.ListWalk;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every form that lists have had in RDB. */
final class RdbListTest {
  private static final List<String> SMALL =
      List.of(
          "a",
          "0",
          "12",
          "13",
          "-1",
          "127",
          "-128",
          "128",
          "32767",
          "-32769",
          "8388607",
          "-8388609",
          "2147483648",
          "-999999999999999999",
          "",
          "01",
          "-0",
          "\0\r\n\u00ff",
          "y".repeat(63),
          "y".repeat(300),
          "a");

  private static final List<String> BIG =
      IntStream.range(0, 1500).mapToObj(i -> i % 3 == 0 ? "" + 77 * i : "element" + i).toList();

  private static final byte[] PLAIN = "z".repeat(9000).getBytes(StandardCharsets.ISO_8859_1);

  private static final List<byte[]> FORMS =
      List.of(
          OldForms.plain(1, SMALL.size(), SMALL),
          OldForms.plain(1, BIG.size(), BIG),
          OldForms.plain(1, 3, List.of("a", "z".repeat(9000), "b")),
          OldForms.packed(10, OldForms.ziplist(SMALL)),
          OldForms.packed(10, OldForms.ziplist(BIG)),
          OldForms.packed(10, OldForms.ziplist(List.of("a", "y".repeat(20_000), "b"))),
          OldForms.quicklist(14, List.of(OldForms.ziplist(SMALL))),
          OldForms.quicklist(
              14,
              List.of(
                  OldForms.ziplist(SMALL),
                  OldForms.ziplist(List.of()),
                  OldForms.ziplist(BIG.subList(0, 500)))),
          OldForms.quicklist2(18, List.of(2), List.of(OldForms.listpack(SMALL))),
          OldForms.quicklist2(18, List.of(2), List.of(OldForms.listpack(BIG))),
          OldForms.quicklist2(18, List.of(1), List.of(PLAIN)),
          OldForms.quicklist2(
              18,
              List.of(2, 1, 2, 2),
              List.of(
                  OldForms.listpack(SMALL),
                  PLAIN,
                  OldForms.listpack(List.of()),
                  OldForms.listpack(BIG.subList(0, 500)))),
          OldForms.quicklist2(
              18, List.of(1, 2), List.of(PLAIN, OldForms.listpack(List.of("1", "2")))));

  private static final List<byte[]> DAMAGED =
      List.of(
          OldForms.plain(1, 0, List.of()),
          OldForms.plain(1, 3, List.of("a", "1")),
          OldForms.packed(10, OldForms.ziplist(List.of())),
          OldForms.packed(10, new byte[] {1}),
          OldForms.quicklist(14, List.of()),
          OldForms.quicklist(14, List.of(OldForms.ziplist(List.of()))),
          OldForms.quicklist(14, List.of(OldForms.listpack(SMALL))),
          OldForms.quicklist2(18, List.of(), List.of()),
          OldForms.quicklist2(18, List.of(2), List.of(OldForms.listpack(List.of()))),
          OldForms.quicklist2(18, List.of(2), List.of(OldForms.ziplist(SMALL))),
          OldForms.quicklist2(18, List.of(3), List.of(OldForms.listpack(SMALL))),
          OldForms.quicklist2(18, List.of(0), List.of(OldForms.listpack(SMALL))));

  private final TestStore store = new TestStore();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void oldFormsBecomeWhatTheyBecomeInValkey() {
    try (ReferenceServer reference = ReferenceServer.startValkey();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (byte[] form : FORMS) {
        String payload = OldForms.payload(form);
        restore(ours, payload);
        restore(theirs, payload);
        assertThat(contents(ours)).isEqualTo(contents(theirs));
        assertThat(ours.text("OBJECT", "ENCODING", "k"))
            .as("form %d", FORMS.indexOf(form))
            .isEqualTo(theirs.text("OBJECT", "ENCODING", "k"));
      }
      for (byte[] form : DAMAGED) {
        assertThat(ours.text("RESTORE", "k", "0", OldForms.payload(form), "REPLACE"))
            .as(Arrays.toString(form))
            .isEqualTo("-ERR Bad data format");
      }
    }
  }

  private static void restore(RespClient client, String payload) {
    assertThat(client.text("RESTORE", "k", "0", payload, "REPLACE")).isEqualTo("OK");
  }

  private static String contents(RespClient client) {
    return client.callRaw("LRANGE", "k", "0", "-1");
  }

  @Test
  void whatWeWriteTheyReadAndWhatTheyWriteWeDo() {
    try (ReferenceServer redis = ReferenceServer.start();
        ReferenceServer valkey = ReferenceServer.startValkey();
        TestServer server = TestServer.start();
        RespClient ours = server.client()) {
      for (ReferenceServer reference : List.of(redis, valkey)) {
        try (RespClient theirs = reference.client()) {
          for (byte[] form : FORMS) {
            restore(ours, OldForms.payload(form));
            String expected = contents(ours);
            restore(theirs, ((Reply.Bulk) ours.call("DUMP", "k")).text());
            assertThat(contents(theirs)).isEqualTo(expected);
            ours.call("DEL", "k");
            restore(ours, ((Reply.Bulk) theirs.call("DUMP", "k")).text());
            assertThat(contents(ours)).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void aFileOfRedisIsRead() throws Exception {
    try (InputStream file = RdbListTest.class.getResourceAsStream("/rdb/list.rdb")) {
      store.load(Objects.requireNonNull(file).readAllBytes(), false);
    }
    assertThat(read()).containsExactly("a", "b", "c");
    store.assertFreesAll();
  }

  @Test
  void aSourceThatStarvesIsReadOnLater() throws Exception {
    for (byte[] form : FORMS) {
      if (form.length > 12_000) {
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
    for (byte[] form : FORMS) {
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
    System.out.println("RdbListTest seed " + seed);
    Random random = new Random(seed);
    List<byte[]> forms = Stream.concat(FORMS.stream(), DAMAGED.stream()).toList();
    for (int round = 0; round < 3000; round++) {
      byte[] form = forms.get(random.nextInt(forms.size()));
      if (form.length > 5000 && random.nextInt(10) > 0) {
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

  /** What the lists hold. */
  private List<String> read() {
    List<String> contents = new ArrayList<>();
    try (ListWalk walk = new ListWalk(store.keyspace().arena())) {
      store
          .keyspace()
          .present()
          .forEach(
              0,
              entry -> {
                if (Entry.type(entry) == ValueType.LIST) {
                  walk.forEach(
                      Entry.encoding(entry),
                      Entry.valueAddress(entry),
                      (element, length) ->
                          contents.add(
                              new String(
                                  NativeMemory.toBytes(element, length),
                                  StandardCharsets.ISO_8859_1)));
                }
              });
    }
    return contents;
  }
}
