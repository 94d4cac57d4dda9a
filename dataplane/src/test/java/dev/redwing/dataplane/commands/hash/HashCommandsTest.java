package dev.redwing.dataplane.commands.hash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.CommandDescriptions;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.Scripts;
import dev.redwing.dataplane.testing.TestServer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replies as redis-server and valkey-server give them; what is random, by its properties. */
class HashCommandsTest {
  private static final List<String> NAMES =
      List.of(
          "hset",
          "hmset",
          "hsetnx",
          "hget",
          "hmget",
          "hgetall",
          "hkeys",
          "hvals",
          "hlen",
          "hstrlen",
          "hexists",
          "hdel",
          "hincrby",
          "hincrbyfloat",
          "hrandfield",
          "hscan");

  private static final List<String> SCRIPTS =
      List.of(
          "HSET h a 1 b 2 a 3;HGET h a;HGET h b;HGET h c;HLEN h;HGETALL h;TYPE h",
          "HSET;HSET h;HSET h a;HSET h a 1 b;HMSET h a 1 b;HSETNX h a;HSETNX h a 1 b;HDEL h",
          "HGET h;HMGET h;HGETALL;HGETALL h x;HKEYS;HVALS;HLEN;HSTRLEN h;HEXISTS h;HINCRBY h a",
          "HINCRBYFLOAT h a;HRANDFIELD;HSCAN;HSCAN h;HSCAN h x;HSCAN h 0 COUNT",
          "SET s 1;HSET s a 1;HMSET s a 1;HSETNX s a 1;HGET s a;HMGET s a;HGETALL s;HKEYS s;"
              + "HVALS s;HLEN s;HSTRLEN s a;HEXISTS s a;HDEL s a;HINCRBY s a 1;HINCRBYFLOAT s a 1;"
              + "HRANDFIELD s;HRANDFIELD s 1;HSCAN s 0;HSET s a;HINCRBY s a x;HSCAN s x;GET s",
          "HGET n a;HMGET n a b;HGETALL n;HKEYS n;HVALS n;HLEN n;HSTRLEN n a;HEXISTS n a;HDEL n a;"
              + "HRANDFIELD n;HRANDFIELD n 2;HRANDFIELD n -2 WITHVALUES;HSCAN n 0;HSCAN n 0 FOO;"
              + "EXISTS n",
          "HELLO 3;HGET n a;HMGET n a b;HGETALL n;HKEYS n;HVALS n;HRANDFIELD n;HRANDFIELD n 2;"
              + "HSCAN n 0",
          "HELLO 3;HSET h a 1 b 2;HGETALL h;HKEYS h;HVALS h;HRANDFIELD h 5;"
              + "HRANDFIELD h 5 WITHVALUES;HSCAN h 0;HEXISTS h a;HINCRBYFLOAT h a 1.5",
          "HMSET h a 1 b 2;HMGET h a x b a;HKEYS h;HVALS h;HEXISTS h a;HEXISTS h x;HSTRLEN h a",
          "HSETNX h a 1;HSETNX h a 2;HGET h a;HSETNX h b #65;OBJECT ENCODING h;HSTRLEN h b",
          "HSET h a 1 b 2 c 3;HDEL h b x;HGETALL h;HDEL h a c b;EXISTS h;HGETALL h",
          "HSET h a 1 b 2;HDEL h a a b b;EXISTS h",
          "HINCRBY h a 5;HINCRBY h a -7;HGET h a;HINCRBY h a x;HINCRBY h a 1.5;HSET h b foo;"
              + "HINCRBY h b 1;HSET h c 9223372036854775807;HINCRBY h c 1;HINCRBY h c -1;"
              + "HSET h d -9223372036854775808;HINCRBY h d -1;HSET h e 1.5;HINCRBY h e 1;"
              + "HSET h f 01;HINCRBY h f 1;HINCRBY h a 9223372036854775808;HINCRBY h a ;HGETALL h",
          "HINCRBYFLOAT h a 5;HINCRBYFLOAT h a 0.1;HINCRBYFLOAT h a -7.25e1;HGET h a;"
              + "HINCRBYFLOAT h a x;HSET h b foo;HINCRBYFLOAT h b 1;HINCRBYFLOAT h c inf;"
              + "HINCRBYFLOAT h c nan;HSET h d inf;HINCRBYFLOAT h d 1;HINCRBYFLOAT h e 1e400;"
              + "HINCRBYFLOAT h e 1.7e308;HINCRBYFLOAT h f 3.0;HINCRBYFLOAT h g 0;HSET h i nan;"
              + "HINCRBYFLOAT h i 1;~HGETALL h",
          "HINCRBYFLOAT h a x;EXISTS h;HINCRBY h a x;EXISTS h",
          // Encodings: a listpack up to 512 fields, and of up to 64 bytes.
          "HSET h a 1;OBJECT ENCODING h;HSET h a #64;OBJECT ENCODING h;HSET h a #65;"
              + "OBJECT ENCODING h;HSET h a 1;OBJECT ENCODING h",
          "HSET h #64 1;OBJECT ENCODING h;HSET h #65 1;OBJECT ENCODING h;HDEL h #65;"
              + "OBJECT ENCODING h",
          "HSET h %f:1-512;OBJECT ENCODING h;HSET h f1 2;OBJECT ENCODING h;HSET h f513 1;"
              + "OBJECT ENCODING h;HLEN h;HGET h f300;HDEL h f513;OBJECT ENCODING h",
          "HSET h %f:1-512;HINCRBY h f1 1;OBJECT ENCODING h;HINCRBY h x 1;OBJECT ENCODING h",
          "HSET h %f:1-600;OBJECT ENCODING h;~HKEYS h;~HVALS h;HLEN h;HMGET h f1 f600 f601",
          "HSET h %f:1-600;HDEL h @f:2-600;HGETALL h;OBJECT ENCODING h;HDEL h f1;EXISTS h",
          "HINCRBYFLOAT h a #65;HINCRBY h #65 1;OBJECT ENCODING h;HGETALL h",
          // What lies in a listpack lies there in the order of its coming, also when replaced.
          "HSET h a 1 b 2 c 3;HSET h b xyz;HSET h a -5 c 1000000;HGETALL h;HDEL h b;HSET h b 9;"
              + "HGETALL h;HSCAN h 0;HSCAN h 7;HSCAN h 0 MATCH [ab] COUNT 1;HSCAN h 0 MATCH *",
          "HSET h 1 a 01 b -0 c -1 d;HGET h 1;HGET h 01;HGET h 0;HGET h -0;HGET h -1;HGETALL h",
          "HSET h  e e ;HGET h ;HGET h e;HSTRLEN h e;HGETALL h",
          "HSET h a 1;HSCAN h 0 COUNT 0;HSCAN h 0 COUNT x;HSCAN h 0 COUNT -1;HSCAN h 0 FOO;"
              + "HSCAN h 0 MATCH;HSCAN h 0 TYPE hash;HSCAN h 18446744073709551615;"
              + "HSCAN h 18446744073709551616;HSCAN h 1x;HSCAN h 0 MATCH a COUNT 5 MATCH b",
          "HSET h a 1 b 2;HRANDFIELD h 0;HRANDFIELD h 2;HRANDFIELD h 9 WITHVALUES;"
              + "HRANDFIELD h 9 withvalues;HRANDFIELD h x;HRANDFIELD h 1 FOO;"
              + "HRANDFIELD h 1 WITHVALUES x;HRANDFIELD h -9223372036854775808;"
              + "HRANDFIELD h x WITHVALUES x;HRANDFIELD h 9223372036854775807;"
              + "HRANDFIELD h 9223372036854775807 WITHVALUES;"
              + "HRANDFIELD h -9223372036854775807 WITHVALUES;HRANDFIELD h WITHVALUES",
          "HSET h a 1;HRANDFIELD h;HRANDFIELD h -3;HRANDFIELD h -3 WITHVALUES;HELLO 3;"
              + "HRANDFIELD h -3 WITHVALUES;HRANDFIELD h 1 WITHVALUES",
          "HSET h a 1;PEXPIREAT h 9999999999999;HSET h b 2;PEXPIRETIME h;COPY h i;HGETALL i;"
              + "RENAME h j;HGETALL j;PEXPIRETIME j;TYPE j;DEL j i;DBSIZE",
          "HSET h %f:1-600;COPY h i;HDEL h @f:1-300;HLEN i;HLEN h;RENAME i h;HLEN h;UNLINK h",
          "MULTI;HSET h a 1;HGET h a;HINCRBY h a 1;EXEC;WATCH h;HSET h a 5;MULTI;HLEN h;EXEC",
          "WATCH h;HDEL h a;MULTI;HLEN h;EXEC");

  /** Redis 7.2 guesses from the number of arguments, 7.0 does not. */
  private static final List<String> AS_SINCE_7_2 =
      List.of(
          "CONFIG SET hash-max-listpack-entries 3;HSET h a 1 a 2 a 3 a 4;OBJECT ENCODING h;"
              + "HSETNX i a 1;OBJECT ENCODING i;CONFIG SET hash-max-listpack-entries 512",
          "CONFIG SET hash-max-listpack-entries 0;HSET h a 1;HSETNX i a 1;HINCRBY j a 1;"
              + "OBJECT ENCODING h;OBJECT ENCODING i;OBJECT ENCODING j;"
              + "CONFIG SET hash-max-listpack-entries 512");

  @Test
  void repliesAreThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      for (String script : SCRIPTS) {
        assertThat(Scripts.run(ours, script)).as(script).isEqualTo(Scripts.run(reference, script));
      }
    }
  }

  @Test
  void repliesAreThoseOfValkey() {
    try (ReferenceServer reference = ReferenceServer.startValkey();
        TestServer ours = TestServer.start()) {
      for (String script : SCRIPTS) {
        assertThat(Scripts.run(ours, script)).as(script).isEqualTo(Scripts.run(reference, script));
      }
      for (String script : AS_SINCE_7_2) {
        assertThat(Scripts.run(ours, script)).as(script).isEqualTo(Scripts.run(reference, script));
      }
    }
  }

  @Test
  void theCommandsDescribeThemselvesAsThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      CommandDescriptions.compare(ours, theirs, NAMES);
    }
  }

  @Test
  void randomFieldsAreFieldsAndAllComeSometime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (int size : new int[] {7, 700}) {
        Map<String, String> fields = fill(client, size);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20 * size; i++) {
          seen.add(client.text("HRANDFIELD", "h"));
        }
        assertThat(fields.keySet()).containsAll(seen);
        assertThat(seen.size()).isGreaterThan(size * 9 / 10);
        for (int count : new int[] {1, 3, size / 3, size / 3 + 1, size - 1}) {
          List<String> pairs = texts(client.call("HRANDFIELD", "h", "" + count, "WITHVALUES"));
          assertThat(pairs).hasSize(2 * count);
          Map<String, String> found = new HashMap<>();
          for (int i = 0; i < pairs.size(); i += 2) {
            found.put(pairs.get(i), pairs.get(i + 1));
          }
          assertThat(found).hasSize(count);
          assertThat(fields).containsAllEntriesOf(found);
        }
        List<String> repeated = texts(client.call("HRANDFIELD", "h", "" + -3 * size));
        assertThat(repeated).hasSize(3 * size);
        assertThat(fields.keySet()).containsAll(repeated);
      }
    }
  }

  private static Map<String, String> fill(RespClient client, int size) {
    Map<String, String> fields = new HashMap<>();
    client.call("DEL", "h");
    for (int i = 0; i < size; i++) {
      fields.put("field" + i, "value" + i);
      client.call("HSET", "h", "field" + i, "value" + i);
    }
    return fields;
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Aggregate) reply).elements().stream().map(RespClient::textOf).toList();
  }

  @Test
  void aScanOfATableComesByWhateverIsThereAllTheTime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      Map<String, String> fields = fill(client, 3000);
      Map<String, String> found = new HashMap<>();
      String cursor = "0";
      int added = 0;
      int rounds = 0;
      do {
        Reply.Aggregate reply =
            (Reply.Aggregate) client.call("HSCAN", "h", cursor, "COUNT", "50", "MATCH", "f*");
        cursor = RespClient.textOf(reply.elements().get(0));
        List<String> pairs = texts(reply.elements().get(1));
        for (int i = 0; i < pairs.size(); i += 2) {
          found.put(pairs.get(i), pairs.get(i + 1));
        }
        for (int i = 0; i < 100; i++) {
          client.call("HSET", "h", "other" + added++, "x");
        }
        rounds++;
      } while (!cursor.equals("0"));
      assertThat(found).isEqualTo(fields);
      assertThat(rounds).isGreaterThan(20);
    }
  }
}
