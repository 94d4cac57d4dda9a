package dev.redwing.dataplane.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.env.BackgroundJobs;
import dev.redwing.dataplane.env.DiskFiles;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import dev.redwing.dataplane.type.zset.ZsetType;
import dev.redwing.dataplane.type.zset.ZsetWalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that sorted sets have had in RDB. */
final class RdbZsetTest extends RdbForms {
  /** In order; scores as redis-server 7.0 printed them, too. */
  private static final List<String> SMALL =
      List.of(
          "first",
          "-inf",
          "b",
          "-9007199254740992",
          "a",
          "-1.5",
          "",
          "0",
          "-70000",
          "0",
          "12",
          "0",
          "13",
          "0",
          "c\0\r\n\u00ff",
          "1e-7",
          "d",
          "0.10000000000000001",
          "e",
          "3.1415926535897931",
          "-0",
          "127",
          "01",
          "127",
          "y".repeat(64),
          "128",
          "f",
          "1e+100",
          "g",
          "inf",
          "h",
          "inf");

  private static final List<String> LONG_MEMBER =
      List.of("a", "1", "x".repeat(65), "2", "z".repeat(20_000), "3");

  private static final List<String> ZEROS = List.of("a", "-0.0", "b", "0.0", "c", "-0.0");

  private static final List<byte[]> FORMS =
      List.of(
          OldForms.scored(3, SMALL.size() / 2, SMALL),
          OldForms.scored(3, 500, scored(500)),
          OldForms.scored(5, SMALL.size() / 2, SMALL),
          OldForms.scored(5, 1000, falling(1000)),
          OldForms.scored(5, 3, LONG_MEMBER),
          OldForms.scored(5, 128, scored(128)),
          OldForms.scored(5, 129, scored(129)),
          OldForms.scored(5, 3, ZEROS),
          OldForms.scored(5, 4, join(List.of("x".repeat(65), "-0.0"), ZEROS)),
          OldForms.scored(5, 3, List.of("c", "1", "a", "1", "b", "1")),
          OldForms.packed(12, OldForms.ziplist(SMALL)),
          OldForms.packed(12, OldForms.ziplist(scored(128))),
          OldForms.packed(12, OldForms.ziplist(scored(129))),
          OldForms.packed(12, OldForms.ziplist(LONG_MEMBER)),
          OldForms.packed(17, OldForms.listpack(SMALL)),
          OldForms.packed(17, OldForms.listpack(scored(128))),
          OldForms.packed(17, OldForms.listpack(scored(129))),
          OldForms.packed(17, OldForms.listpack(LONG_MEMBER)));

  /** What Redis refuses when it sanitizes payloads. */
  private static final List<byte[]> DAMAGED =
      List.of(
          OldForms.scored(3, 0, List.of()),
          OldForms.scored(3, 1, List.of("a", "nan")),
          OldForms.scored(3, 1, List.of("a", "")),
          OldForms.scored(3, 1, List.of("a", "x")),
          OldForms.scored(5, 0, List.of()),
          OldForms.scored(5, 2, List.of("a", "1", "a", "2")),
          OldForms.scored(5, 2, List.of("a", "1", "a", "1")),
          OldForms.scored(5, 2, List.of("a", "1", "b", "nan")),
          OldForms.packed(12, new byte[] {1}),
          OldForms.packed(12, OldForms.ziplist(List.of())),
          OldForms.packed(12, OldForms.ziplist(List.of("a", "1", "b"))),
          OldForms.packed(12, OldForms.ziplist(List.of("a", "1", "a", "2"))),
          OldForms.packed(17, new byte[] {7, 0, 0, 0, 0, 0, (byte) 0xff}),
          OldForms.packed(17, OldForms.ziplist(SMALL)),
          OldForms.packed(17, OldForms.listpack(List.of("a", "1", "b"))),
          OldForms.packed(17, OldForms.listpack(List.of("a", "1", "a", "2"))));

  /** What ends too soon: Redis reads on, into the payload's version and checksum. */
  private static final List<byte[]> CUT =
      List.of(
          OldForms.scored(3, 2, List.of("a", "1", "b")),
          OldForms.scored(5, 2, List.of("a", "1")),
          OldForms.scored(5, 2, List.of("a", "1", "b")));

  /** What Redis takes and then has no sorted set; see {@link RdbZset}. */
  private static final List<byte[]> UNSORTED =
      List.of(
          OldForms.packed(12, OldForms.ziplist(List.of("a", "2", "b", "1"))),
          OldForms.packed(17, OldForms.listpack(List.of("a", "2", "b", "1"))),
          OldForms.packed(17, OldForms.listpack(List.of("b", "1", "a", "1"))),
          OldForms.packed(17, OldForms.listpack(List.of("a", "nan"))),
          OldForms.packed(17, OldForms.listpack(List.of("a", "1", "b", "x"))));

  /** Members with scores that rise. */
  private static List<String> scored(int count) {
    List<String> scored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scored.add(i % 3 == 0 ? "" + 77 * i : "member" + i);
      scored.add(Double.toString(i / 4.0));
    }
    return scored;
  }

  /** As Redis writes the large form: from the highest down. */
  private static List<String> falling(int count) {
    List<String> rising = scored(count);
    List<String> falling = new ArrayList<>();
    for (int i = rising.size() - 2; i >= 0; i -= 2) {
      falling.add(rising.get(i));
      falling.add(rising.get(i + 1));
    }
    return falling;
  }

  private static List<String> join(List<String> a, List<String> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }

  @TempDir private Path directory;
  private final ZsetWalk walk = new ZsetWalk(store.keyspace().arena());
  private final NativeBuffer word = new NativeBuffer(256);

  @AfterEach
  void closeNative() {
    walk.close();
    word.close();
  }

  @Override
  List<byte[]> forms() {
    return FORMS;
  }

  @Override
  List<byte[]> damaged() {
    return Stream.of(DAMAGED, CUT, UNSORTED).flatMap(List::stream).toList();
  }

  @Override
  String contents(RespClient client) {
    Reply reply = client.call("ZRANGE", "k", "0", "-1", "WITHSCORES");
    StringBuilder contents = new StringBuilder();
    boolean isScore = false;
    for (Reply element : ((Reply.Aggregate) reply).elements()) {
      String text = RespClient.textOf(element);
      // Redis 7.0 prints all seventeen digits.
      contents.append(isScore ? "=" + score(text) + " " : text);
      isScore = !isScore;
    }
    return contents.toString();
  }

  private static double score(String text) {
    return Double.parseDouble(text.replace("inf", "Infinity"));
  }

  @Override
  List<String> read(long entry) {
    List<String> contents = new ArrayList<>();
    double[] before = {Double.NEGATIVE_INFINITY};
    walk.forEach(
        Entry.encoding(entry),
        Entry.valueAddress(entry),
        (member, length, score) -> {
          assertThat(score >= before[0]).isTrue();
          before[0] = score;
          contents.add(text(member, length) + "=" + score);
        });
    assertThat(contents).isNotEmpty().doesNotHaveDuplicates();
    return contents;
  }

  /** All but version and checksum. */
  private static String body(String payload) {
    return payload.substring(0, payload.length() - RdbFormat.DUMP_FOOTER_BYTES);
  }

  /** The same bytes as Redis 7.2's: what DUMP shows is all there is, encoding and zeros' signs. */
  @Test
  void formsBecomeWhatTheyBecomeInValkey() {
    // There is more than one good way to compress.
    String[] uncompressed = {"--rdbcompression", "no"};
    try (ReferenceServer reference = ReferenceServer.startValkey(uncompressed);
        TestServer server = TestServer.start(uncompressed);
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (byte[] form : FORMS) {
        restore(ours, OldForms.payload(form));
        restore(theirs, OldForms.payload(form));
        assertThat(body(dump(ours))).isEqualTo(body(dump(theirs)));
        assertThat(ours.text("OBJECT", "ENCODING", "k"))
            .isEqualTo(theirs.text("OBJECT", "ENCODING", "k"));
      }
      for (byte[] form : DAMAGED) {
        String payload = OldForms.payload(form);
        theirs.call("CONFIG", "SET", "sanitize-dump-payload", "yes");
        assertThat(theirs.text("RESTORE", "k", "0", payload, "REPLACE"))
            .as(Arrays.toString(form))
            .isEqualTo("-ERR Bad data format");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-server", "valkey-server"})
  void thresholdsDecideAsTheirsDo(String program) {
    String[][] thresholds = {{"3", "64"}, {"128", "5"}, {"0", "0"}, {"100000", "100000"}};
    try (ReferenceServer reference = ReferenceServer.start(program, directory);
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (String[] threshold : thresholds) {
        for (RespClient client : List.of(ours, theirs)) {
          client.call("CONFIG", "SET", "zset-max-listpack-entries", threshold[0]);
          client.call("CONFIG", "SET", "zset-max-listpack-value", threshold[1]);
        }
        for (byte[] form : FORMS) {
          restore(ours, OldForms.payload(form));
          restore(theirs, OldForms.payload(form));
          assertThat(ours.text("OBJECT", "ENCODING", "k"))
              .as("form %d, %s", FORMS.indexOf(form), Arrays.toString(threshold))
              .isEqualTo(theirs.text("OBJECT", "ENCODING", "k"));
        }
      }
    }
  }

  @Test
  void aSnapshotIsExactWhileTheSetChanges() throws Exception {
    for (byte[] form : FORMS) {
      store.load(OldForms.file(form), false);
      List<String> expected = read();
      byte[] file;
      try (KeyspaceSnapshot snapshot = store.keyspace().openSnapshot()) {
        changeAll();
        assertThat(read()).isNotEqualTo(expected);
        file = write(snapshot);
      }
      store.assertFreesAll();
      store.load(file, false);
      assertThat(read()).isEqualTo(expected);
      store.assertFreesAll();
    }
  }

  /** Gives every other member a new score, removes others and adds some. */
  private void changeAll() {
    Database database = store.keyspace().database(0);
    ZsetType zsets = store.keyspace().types().zsets();
    long hash = Database.hash(word("k"), 1);
    EntryValue value =
        new EntryValue(store.keyspace())
            .attach(database, hash, database.find(hash, word.address(), 1));
    for (int i = 0; i < 300; i++) {
      String member = "new" + i;
      zsets.put(value, word(member), member.length(), i * 1.5);
    }
    List<String> members = new ArrayList<>();
    zsets.forEach(value, (member, length, score) -> members.add(text(member, length)));
    for (String member : members) {
      int length = member.length();
      switch (member.hashCode() & 3) {
        case 0 -> zsets.put(value, word(member), length, -7);
        case 1 -> zsets.remove(value, word(member), length);
        default -> zsets.put(value, word(member), length, 2, ZsetType.INCREMENT);
      }
    }
    zsets.checkInvariants(value);
  }

  private long word(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    word.grow(bytes.length, 0);
    NativeMemory.copyIn(bytes, 0, word.address(), bytes.length);
    return word.address();
  }

  private byte[] write(KeyspaceSnapshot snapshot) throws IOException {
    Path file = directory.resolve("dump.rdb");
    RdbFile.write(
        new DiskFiles(),
        file,
        directory.resolve("temp"),
        snapshot,
        new RdbAux("7.2.0", 1_800_000_000, 1, new ReplicationPosition(0, "a".repeat(40), 1), false),
        new RdbWriter.Options(true, true, AccessInfo.NONE, 0),
        true,
        keys -> {},
        BackgroundJobs.Step::run);
    return Files.readAllBytes(file);
  }

  /** Written by redis-server 7.0.15. */
  @Test
  void filesOfRedisAreRead() throws Exception {
    store.load(RdbGoldenTest.golden("zset-listpack.rdb"), false);
    assertThat(read())
        .containsExactly(
            "low=-Infinity", "c=-1.5", "a=0.0", "tenth=0.1", "12=1.0", "b=1.0", "high=Infinity");
    store.assertFreesAll();
    store.load(RdbGoldenTest.golden("zset-skiplist.rdb"), false);
    assertThat(read()).hasSize(200).startsWith("m0=0.0", "m1=0.1", "m2=0.2").endsWith("m199=19.9");
    store.assertFreesAll();
  }
}
