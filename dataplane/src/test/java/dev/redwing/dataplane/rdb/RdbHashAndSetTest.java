package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import dev.redwing.dataplane.type.hash.HashWalk;
import dev.redwing.dataplane.type.set.SetWalk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every form that hashes and sets have had in RDB. */
final class RdbHashAndSetTest extends RdbForms {
  private static final List<String> PAIRS =
      List.of(
          "a",
          "1",
          "b",
          "-1",
          "c",
          "13",
          "d",
          "12",
          "e",
          "127",
          "f",
          "-128",
          "g",
          "128",
          "h",
          "32767",
          "i",
          "-32769",
          "j",
          "8388607",
          "k",
          "-8388609",
          "l",
          "2147483648",
          "m",
          "-999999999999999999",
          "n",
          "",
          "",
          "x",
          "o",
          "01",
          "99",
          "y".repeat(63),
          "p",
          "y".repeat(300),
          "q",
          "z",
          "r",
          "-0",
          "s",
          "\0\r\n\u00ff");

  private static final List<byte[]> FORMS =
      List.of(
          OldForms.plain(4, PAIRS.size() / 2, PAIRS),
          OldForms.plain(4, 600, pairs(600)),
          OldForms.packed(13, OldForms.ziplist(PAIRS)),
          OldForms.packed(13, OldForms.ziplist(pairs(600))),
          OldForms.packed(13, OldForms.ziplist(List.of("a", "y".repeat(20_000), "b", "c"))),
          OldForms.packed(9, OldForms.zipmap(PAIRS)),
          OldForms.packed(9, OldForms.zipmap(PAIRS.subList(0, 34))),
          OldForms.packed(9, OldForms.zipmap(pairs(600))),
          OldForms.plain(2, PAIRS.size() / 2, PAIRS.subList(0, PAIRS.size() / 2)),
          OldForms.plain(2, 600, pairs(600).subList(0, 600)),
          OldForms.plain(2, 3, List.of("3", "1", "2")),
          OldForms.packed(11, OldForms.intset(2, -32768, 0, 5)),
          OldForms.packed(11, OldForms.intset(4, -32769, 5)),
          OldForms.packed(11, OldForms.intset(8, 1, 1L << 40)));

  private static final List<byte[]> DAMAGED =
      List.of(
          OldForms.plain(4, 0, List.of()),
          OldForms.plain(4, 2, List.of("a", "1", "a", "2")),
          OldForms.plain(4, 2, List.of("a", "1", "b")),
          OldForms.packed(13, OldForms.ziplist(List.of("a", "1", "b"))),
          OldForms.packed(13, OldForms.ziplist(List.of("a", "1", "a", "2"))),
          OldForms.packed(13, OldForms.ziplist(List.of())),
          OldForms.packed(9, OldForms.zipmap(List.of("a", "1", "a", "2"))),
          OldForms.packed(9, OldForms.zipmap(List.of())),
          OldForms.packed(9, new byte[] {1}),
          OldForms.packed(16, new byte[] {7, 0, 0, 0, 0, 0, (byte) 0xff}),
          OldForms.plain(2, 0, List.of()),
          OldForms.plain(2, 2, List.of("a", "a")),
          OldForms.plain(2, 2, List.of("1", "1")),
          OldForms.packed(11, OldForms.intset(2)),
          OldForms.packed(11, OldForms.intset(2, 5, 4)),
          OldForms.packed(11, OldForms.intset(2, 5, 5)),
          OldForms.packed(11, OldForms.intset(3, 5)));

  private static List<String> pairs(int count) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add("field" + i);
      pairs.add("value" + i);
    }
    return pairs;
  }

  private final HashWalk hashes = new HashWalk(store.keyspace().arena());
  private final SetWalk sets = new SetWalk(store.keyspace().arena());

  @AfterEach
  void closeWalks() {
    hashes.close();
    sets.close();
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
    return ((Reply.Aggregate) client.call(read(client)))
        .elements().stream().map(RespClient::textOf).sorted().toList().toString();
  }

  /**
   * One after the other, ours like theirs: contents, OBJECT ENCODING, the order of what is small.
   */
  @Test
  void oldFormsBecomeWhatTheyBecomeInRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (byte[] form : FORMS) {
        String payload = OldForms.payload(form);
        assertThat(ours.text("RESTORE", "k", "0", payload, "REPLACE")).isEqualTo("OK");
        assertThat(theirs.text("RESTORE", "k", "0", payload, "REPLACE")).isEqualTo("OK");
        assertThat(contents(ours)).isEqualTo(contents(theirs));
        String encoding = theirs.text("OBJECT", "ENCODING", "k");
        if (!encoding.equals("hashtable")) {
          assertThat(ours.call(read(ours))).isEqualTo(theirs.call(read(theirs)));
        }
        if (theirs.text("TYPE", "k").equals("hash") || encoding.equals("intset")) {
          assertThat(ours.text("OBJECT", "ENCODING", "k")).isEqualTo(encoding);
        }
      }
    }
  }

  private static String[] read(RespClient client) {
    return new String[] {client.text("TYPE", "k").equals("hash") ? "HGETALL" : "SMEMBERS", "k"};
  }

  /** Redis would store it as an integer, but takes it, and finds it, as it is. */
  @Test
  void aStringThatSpellsAnIntegerIsFoundInAListpack() {
    byte[] pack = OldForms.listpack(List.of("xy", "v"));
    for (int i = 0; i + 1 < pack.length; i++) {
      if (pack[i] == 'x' && pack[i + 1] == 'y') {
        pack[i] = '4';
        pack[i + 1] = '2';
      }
    }
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      restore(client, OldForms.payload(OldForms.packed(16, pack)));
      assertThat(client.text("HGET", "k", "42")).isEqualTo("v");
      assertThat(client.text("HSET", "k", "42", "w")).isEqualTo("0");
      assertThat(client.text("HGETALL", "k")).isEqualTo("[42, w]");
    }
  }

  @Test
  void valkeysListpackOfMembersIsRead() {
    try (ReferenceServer reference = ReferenceServer.startValkey();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      theirs.call("SADD", "k", "b", "a", "5", "x".repeat(64), "");
      String payload = ((Reply.Bulk) theirs.call("DUMP", "k")).text();
      assertThat(payload.charAt(0)).isEqualTo((char) 20);
      assertThat(ours.text("RESTORE", "k", "0", payload)).isEqualTo("OK");
      assertThat(ours.callRaw("SMEMBERS", "k")).isEqualTo(theirs.callRaw("SMEMBERS", "k"));
      assertThat(ours.text("OBJECT", "ENCODING", "k")).isEqualTo("listpack");
    }
  }

  @Override
  List<String> read(long entry) {
    List<String> contents = new ArrayList<>();
    long value = Entry.valueAddress(entry);
    if (Entry.type(entry) == ValueType.HASH) {
      hashes.forEach(
          Entry.encoding(entry),
          value,
          (f, fieldLength, v, valueLength) ->
              contents.add(text(f, fieldLength) + "=" + text(v, valueLength)));
    } else {
      sets.forEach(
          Entry.encoding(entry), value, (member, length) -> contents.add(text(member, length)));
    }
    contents.sort(null);
    return contents;
  }
}
