package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import dev.redwing.dataplane.type.list.ListWalk;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every form that lists have had in RDB. */
final class RdbListTest extends RdbForms {
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
                  OldForms.ziplist(BIG.subList(0, 900)))),
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
                  OldForms.listpack(BIG.subList(0, 900)))),
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

  private final ListWalk walk = new ListWalk(store.keyspace().arena());

  @AfterEach
  void closeWalk() {
    walk.close();
  }

  @Override
  List<byte[]> forms() {
    return FORMS;
  }

  @Override
  List<byte[]> damaged() {
    return DAMAGED;
  }

  @Override
  String contents(RespClient client) {
    return client.callRaw("LRANGE", "k", "0", "-1");
  }

  @Override
  List<String> read(long entry) {
    List<String> contents = new ArrayList<>();
    walk.forEach(
        Entry.encoding(entry),
        Entry.valueAddress(entry),
        (element, length) -> contents.add(text(element, length)));
    return contents;
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
    }
  }

  /** In Redis it stays in the file's nodes: where lists are divided, each server decides. */
  @Test
  void whatFitsIntoOneListpackIsOneHoweverItWasDivided() {
    byte[] halves =
        OldForms.quicklist2(
            18,
            List.of(2, 2, 2),
            List.of(
                OldForms.listpack(SMALL),
                OldForms.listpack(List.of()),
                OldForms.listpack(BIG.subList(0, 300))));
    byte[] withPlain =
        OldForms.quicklist2(18, List.of(2, 1), List.of(OldForms.listpack(SMALL), new byte[] {'z'}));
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      restore(client, OldForms.payload(halves));
      assertThat(client.text("OBJECT", "ENCODING", "k")).isEqualTo("listpack");
      assertThat(client.text("LLEN", "k")).isEqualTo("" + (SMALL.size() + 300));
      assertThat(client.text("LINDEX", "k", "-1")).isEqualTo(BIG.get(299));
      assertThat(client.text("LINDEX", "k", "" + SMALL.size())).isEqualTo(BIG.getFirst());
      restore(client, OldForms.payload(withPlain));
      assertThat(client.text("OBJECT", "ENCODING", "k")).isEqualTo("quicklist");
      client.call("FLUSHALL");
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
}
