package dev.redwing.dataplane.commands.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.CommandDescriptions;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.Scripts;
import dev.redwing.dataplane.testing.TestServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replies as redis-server and valkey-server give them; what is random, by its properties. */
class SetCommandsTest {
  private static final List<String> NAMES =
      List.of(
          "sadd",
          "srem",
          "sismember",
          "smismember",
          "scard",
          "smembers",
          "spop",
          "srandmember",
          "smove",
          "sscan",
          "sinter",
          "sintercard",
          "sunion",
          "sunionstore",
          "sdiff",
          "sdiffstore");

  /** The same in 7.0 and since 7.2: no listpacks in sight. */
  private static final List<String> SCRIPTS =
      List.of(
          "SADD s 3 1 2 1;SCARD s;SMEMBERS s;OBJECT ENCODING s;TYPE s;SADD s 1 2;SADD s 4;SMEMBERS s",
          "SADD;SADD s;SREM s;SISMEMBER s;SMISMEMBER s;SCARD;SMEMBERS;SPOP;SRANDMEMBER;SMOVE a b;"
              + "SSCAN s;SINTER;SINTERSTORE d;SINTERCARD;SINTERCARD 1;SUNION;SUNIONSTORE d;SDIFF;"
              + "SDIFFSTORE d;SMEMBERS a b;SISMEMBER a b c",
          "SET s 1;SADD s a;SREM s a;SISMEMBER s a;SMISMEMBER s a;SCARD s;SMEMBERS s;SPOP s;"
              + "SPOP s 1;SPOP s 0;SPOP s x;SRANDMEMBER s;SRANDMEMBER s 1;SRANDMEMBER s x;"
              + "SSCAN s 0;SSCAN s x;SINTER s;SINTER n s;SINTERSTORE d s;SINTERCARD 1 s;SUNION s;"
              + "SUNION n s;SUNIONSTORE d n s;SDIFF n s;SDIFF s n;SDIFFSTORE d n s;GET s;"
              + "SINTERCARD 1 s LIMIT x",
          "SET s 1;SADD t 1;SMOVE s t 1;SMOVE t s 1;SMOVE n s 1;SMOVE s n 1;SMOVE t n 5;EXISTS n",
          "SREM n a;SISMEMBER n a;SMISMEMBER n a b;SCARD n;SMEMBERS n;SPOP n;SPOP n 3;SPOP n 0;"
              + "SRANDMEMBER n;SRANDMEMBER n 3;SRANDMEMBER n -3;SMOVE n m a;SSCAN n 0;"
              + "SSCAN n 0 FOO;SINTER n m;SUNION n m;SDIFF n m;SINTERSTORE d n;SUNIONSTORE d n;"
              + "SDIFFSTORE d n;SINTERCARD 2 n m;DBSIZE",
          "HELLO 3;SMEMBERS n;SPOP n;SPOP n 3;SRANDMEMBER n;SRANDMEMBER n 3;SINTER n;SUNION n;"
              + "SDIFF n;SSCAN n 0;SADD s 1 2;SMEMBERS s;SRANDMEMBER s 5;SSCAN s 0;SINTER s s;"
              + "~SPOP s 5;SISMEMBER s 1;SMISMEMBER s 1 2",
          "SADD s 1 2 3;SPOP s -1;SPOP s x;SPOP s 1 2;SPOP s 9223372036854775808;SPOP s 0;"
              + "~SPOP s 9223372036854775807;EXISTS s",
          "SADD s 1 2 3;SRANDMEMBER s x;SRANDMEMBER s 1 2;SRANDMEMBER s x 2;SRANDMEMBER s 0;"
              + "SRANDMEMBER s -9223372036854775808;SRANDMEMBER s 9223372036854775807",
          "SADD s 5;SPOP s;EXISTS s;SADD s 5;SPOP s 1;EXISTS s;SADD s 5;SRANDMEMBER s;"
              + "SRANDMEMBER s -3;SRANDMEMBER s 1;SRANDMEMBER s 2",
          "SADD s 1 2 3 4;SREM s 2 9;SMEMBERS s;SREM s 1 3 4 2;EXISTS s;SADD s 1 2;SREM s 1 1 2 2",
          "SADD s 32767;SADD s 32768 -32768 -32769 2147483647 2147483648 -2147483649;"
              + "SADD s 9223372036854775807 -9223372036854775808 0;SMEMBERS s;"
              + "SREM s 0 2147483648;SMEMBERS s;SISMEMBER s 9223372036854775807;SISMEMBER s 5;"
              + "SISMEMBER s a;SISMEMBER s 01;SREM s a 01;SMISMEMBER s 32767 a 99999999999;"
              + "OBJECT ENCODING s",
          "SADD s @:1-512;OBJECT ENCODING s;SADD s 512;OBJECT ENCODING s;SADD s 513;"
              + "OBJECT ENCODING s;SCARD s;~SMEMBERS s;SREM s 513;OBJECT ENCODING s",
          "SADD s @:1-513;OBJECT ENCODING s;SADD t 1;SADD t @:1-513;OBJECT ENCODING t",
          "SADD s 1;SADD s @a:1-600;OBJECT ENCODING s;~SMEMBERS s;SISMEMBER s a300",
          "SADD s 1 2 3;SADD t 3 4;SMOVE s t 1;SMOVE s t 9;SMOVE s t 3;SMEMBERS s;SMEMBERS t;"
              + "SMOVE s t 2;EXISTS s;SMOVE t t 4;SMOVE t t 9;SMOVE t u 4;SMEMBERS u",
          "SADD a 1 2 3 4 5;SADD b 2 4 6;SADD c 4 5 6;SINTER a b;SINTER a b c;SINTER a n;SINTER a;"
              + "SINTER a a;~SUNION a b c;~SUNION a n;~SDIFF a b;~SDIFF a b c;~SDIFF a a;"
              + "~SDIFF n a;~SDIFF a;~SDIFF a n;~SDIFF b a c a",
          "SADD a 1 2 3;SADD b 2 3 4;SINTERSTORE d a b;SMEMBERS d;OBJECT ENCODING d;"
              + "SUNIONSTORE d a b;SMEMBERS d;SDIFFSTORE d a b;SMEMBERS d;SINTERSTORE a a b;"
              + "SMEMBERS a;SDIFFSTORE a a a;EXISTS a;SUNIONSTORE d n m;EXISTS d;"
              + "SINTERSTORE d n m;SET d x;SUNIONSTORE d b;SMEMBERS d;SET d x;SDIFFSTORE d n;GET d",
          "SADD a 1;PEXPIREAT a 9999999999999;SADD a 2;PEXPIRETIME a;SUNIONSTORE a a;"
              + "PEXPIRETIME a",
          "SADD a 1 2 3;SADD b 2 3 4;SINTERCARD 2 a b;SINTERCARD 2 a b LIMIT 1;"
              + "SINTERCARD 2 a b LIMIT 0;SINTERCARD 2 a b LIMIT 9;SINTERCARD 1 a;SINTERCARD 2 a n;"
              + "SINTERCARD 2 a a;SINTERCARD 0 a;SINTERCARD x a;SINTERCARD -1 a;SINTERCARD 3 a b;"
              + "SINTERCARD 2 a b LIMIT;SINTERCARD 2 a b LIMIT -1;SINTERCARD 2 a b LIMIT x;"
              + "SINTERCARD 2 a b FOO 1;SINTERCARD 1 a b;SINTERCARD 2 a b LIMIT 1 LIMIT 2",
          "SADD a @m:1-700;SADD b @m:500-900;SINTERCARD 2 a b;SINTERCARD 2 b a LIMIT 17;"
              + "~SINTER a b;~SUNION a b;~SDIFF a b;~SDIFF b a;SINTERSTORE d a b;SCARD d;"
              + "OBJECT ENCODING d;SUNIONSTORE d a b;SCARD d;SDIFFSTORE d b a;SCARD d",
          // The second algorithm of a difference.
          "SADD a @m:1-700;SADD b @m:1-10;SADD c @m:11-20;SADD e @m:21-30;~SDIFF a b c e;"
              + "SDIFFSTORE d a b c e;SCARD d;SADD f @m:1-800;SDIFFSTORE d a f b;EXISTS d",
          "SADD s 1 2 3;SSCAN s 0;SSCAN s 5;SSCAN s 0 MATCH [12];SSCAN s 0 COUNT 1;"
              + "SSCAN s 0 COUNT 0;SSCAN s 0 COUNT x;SSCAN s 0 MATCH;SSCAN s 0 FOO;SSCAN s x;"
              + "SSCAN s 0 TYPE set",
          "SADD a @m:1-600;COPY a b;SREM a @m:1-300;SCARD a;SCARD b;RENAME b a;SCARD a",
          "MULTI;SADD s 1 2;SMEMBERS s;SREM s 1;EXEC;WATCH s;SREM s 9;MULTI;SCARD s;EXEC;"
              + "WATCH s;SREM s 2;MULTI;SCARD s;EXEC");

  /** What has to do with listpacks, which sets have had since 7.2. */
  private static final List<String> AS_SINCE_7_2 =
      List.of(
          "SADD s b a c b;OBJECT ENCODING s;SMEMBERS s;SREM s a;SADD s a 5;SMEMBERS s;SSCAN s 0;"
              + "SSCAN s 0 MATCH [ab];SISMEMBER s 5;SISMEMBER s c;SISMEMBER s 05;SRANDMEMBER s 9",
          "SADD s 3 1 2;SADD s x;OBJECT ENCODING s;SMEMBERS s;SREM s x;OBJECT ENCODING s",
          "SADD s a #64;OBJECT ENCODING s;SADD s #65;OBJECT ENCODING s;SREM s #65;"
              + "OBJECT ENCODING s",
          "SADD s #65;OBJECT ENCODING s;SMEMBERS s;SADD t 1;SADD t #65;OBJECT ENCODING t",
          "SADD s @m:1-128;OBJECT ENCODING s;SADD s m128;OBJECT ENCODING s;SADD s m129;"
              + "OBJECT ENCODING s",
          "SADD s @m:1-129;OBJECT ENCODING s;SADD t @:1-128;SADD t x;OBJECT ENCODING t;"
              + "SADD u @:1-127;SADD u x;OBJECT ENCODING u;SMEMBERS u;SADD v @:1-200;SADD v x;"
              + "OBJECT ENCODING v",
          "SADD s a;SADD s @m:1-129;OBJECT ENCODING s;SADD t 1 @m:1-127;OBJECT ENCODING t;"
              + "SADD t m1 m2;OBJECT ENCODING t;SADD u 1 2;SADD u @m:1-127;OBJECT ENCODING u",
          "SADD a x y 1;SADD b y 1 z;SUNIONSTORE d a b;OBJECT ENCODING d;SMEMBERS d;"
              + "SINTERSTORE d a b;OBJECT ENCODING d;SMEMBERS d;SDIFFSTORE d a b;SMEMBERS d;"
              + "OBJECT ENCODING d;SINTER a b;SADD c 1 5;SINTERSTORE d a c;OBJECT ENCODING d;"
              + "SINTERSTORE d c a;OBJECT ENCODING d;SDIFFSTORE d c a;OBJECT ENCODING d",
          "SADD a @m:1-100;SADD b @m:50-150;SUNIONSTORE d a b;OBJECT ENCODING d;SCARD d;"
              + "SINTERSTORE d a b;OBJECT ENCODING d;SMEMBERS d;SDIFFSTORE d a b;SMEMBERS d",
          "SADD a @:1-300 x;SREM a x;OBJECT ENCODING a;SADD b @:1-300;SINTERSTORE d a b;"
              + "OBJECT ENCODING d;SMEMBERS d;SUNIONSTORE d a;OBJECT ENCODING d;SDIFFSTORE d a n;"
              + "OBJECT ENCODING d;SADD c @:1-600;SINTERSTORE d c c;OBJECT ENCODING d;"
              + "SINTERSTORE d c b;OBJECT ENCODING d",
          // Of a difference by the second algorithm what was put in first decides.
          "SADD a @m:1-120;SADD b @m:1-10;SADD c @m:11-20;SADD e m21;SDIFFSTORE d a b c e;"
              + "OBJECT ENCODING d;SMEMBERS d;SADD a @m:121-150;SDIFFSTORE d a b c e;"
              + "OBJECT ENCODING d;SCARD d",
          "SADD a @m:1-12;SPOP a 11;SCARD a",
          // What a big SPOP leaves is small again.
          "SADD s @m:1-700;SPOP s 100;OBJECT ENCODING s;SPOP s 590;OBJECT ENCODING s;SCARD s",
          "SADD s @:1-700;SPOP s 690;OBJECT ENCODING s;SCARD s;SADD t @:1-500;SPOP t 499;"
              + "OBJECT ENCODING t;SADD u @m:1-100;SPOP u 99;OBJECT ENCODING u",
          "SADD s x;SADD t 1;SMOVE s t x;SMEMBERS t;OBJECT ENCODING t;SADD u 7 x;SMOVE u v 7;"
              + "OBJECT ENCODING v;OBJECT ENCODING u",
          "CONFIG SET set-max-intset-entries 3;SADD s 1 2 3;OBJECT ENCODING s;SADD s 4;"
              + "OBJECT ENCODING s;SADD t 1 2 3 4;OBJECT ENCODING t;SADD u 1;SADD u 2 3 4 5;"
              + "OBJECT ENCODING u;SUNIONSTORE d t s;OBJECT ENCODING d;SINTERSTORE d t s;"
              + "OBJECT ENCODING d;CONFIG SET set-max-intset-entries 512",
          "CONFIG SET set-max-listpack-entries 0;SADD s a;OBJECT ENCODING s;SADD t 1;SADD t a;"
              + "OBJECT ENCODING t;CONFIG SET set-max-listpack-entries 128;"
              + "CONFIG SET set-max-listpack-value 2;SADD u ab;OBJECT ENCODING u;SADD u abc;"
              + "OBJECT ENCODING u;SADD v 100;SADD v a;OBJECT ENCODING v;"
              + "CONFIG SET set-max-listpack-value 64");

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
        assertThat(comparable(Scripts.run(ours, script), script))
            .as(script)
            .isEqualTo(comparable(Scripts.run(reference, script), script));
      }
    }
  }

  /** Of SPOP, whose members are random, how many there are. */
  private static List<String> comparable(List<String> replies, String script) {
    List<String> comparable = new ArrayList<>();
    String[] commands = script.split(";", -1);
    for (int i = 0; i < commands.length; i++) {
      String reply = replies.get(i);
      comparable.add(
          commands[i].startsWith("SPOP") ? reply.substring(0, reply.indexOf('\r')) : reply);
    }
    return comparable;
  }

  @Test
  void theCommandsDescribeThemselvesAsThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      CommandDescriptions.compare(ours, theirs, NAMES);
      // Redis 7.0 took SINTERSTORE's destination for read as well.
      assertThat(ours.callRaw("COMMAND", "INFO", "sinterstore"))
          .isEqualTo(theirs.callRaw("COMMAND", "INFO", "sinterstore").replaceFirst("\\+RW", "+OW"));
      assertThat(ours.callRaw("COMMAND", "DOCS", "sinterstore"))
          .isEqualTo(theirs.callRaw("COMMAND", "DOCS", "sinterstore"));
    }
  }

  @Test
  void randomMembersAreMembersAndAllComeSometime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (String prefix : new String[] {"", "m"}) {
        for (int size : new int[] {7, 100, 700}) {
          Set<String> members = fill(client, prefix, size);
          Set<String> seen = new HashSet<>();
          for (int i = 0; i < 10 * size; i++) {
            seen.add(client.text("SRANDMEMBER", "s"));
          }
          assertThat(members).containsAll(seen);
          assertThat(seen.size()).isGreaterThan(size * 9 / 10);
          for (int count : new int[] {1, 3, size / 3, size / 3 + 1, size - 1}) {
            List<String> found = texts(client.call("SRANDMEMBER", "s", "" + count));
            assertThat(new HashSet<>(found)).hasSize(count).hasSameSizeAs(found);
            assertThat(members).containsAll(found);
          }
          List<String> repeated = texts(client.call("SRANDMEMBER", "s", "" + -3 * size));
          assertThat(repeated).hasSize(3 * size);
          assertThat(members).containsAll(repeated);
        }
      }
    }
  }

  @Test
  void whatIsPoppedIsGoneAndNothingElse() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (String prefix : new String[] {"", "m"}) {
        for (int size : new int[] {7, 100, 700}) {
          for (int count : new int[] {1, size / 2, size - 1, size}) {
            Set<String> members = fill(client, prefix, size);
            String one = client.text("SPOP", "s");
            assertThat(members.remove(one)).isTrue();
            List<String> popped = texts(client.call("SPOP", "s", "" + count));
            assertThat(popped).hasSize(Math.min(count, size - 1));
            for (String member : popped) {
              assertThat(members.remove(member)).isTrue();
            }
            assertThat(new HashSet<>(texts(client.call("SMEMBERS", "s")))).isEqualTo(members);
          }
        }
      }
    }
  }

  private static Set<String> fill(RespClient client, String prefix, int size) {
    Set<String> members = new HashSet<>();
    client.call("DEL", "s");
    for (int i = 0; i < size; i++) {
      members.add(prefix + i);
      client.call("SADD", "s", prefix + i);
    }
    return members;
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Aggregate) reply).elements().stream().map(RespClient::textOf).toList();
  }

  @Test
  void aScanOfATableComesByWhateverIsThereAllTheTime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      Set<String> members = fill(client, "m", 3000);
      Set<String> found = new HashSet<>();
      String cursor = "0";
      int added = 0;
      do {
        Reply.Aggregate reply =
            (Reply.Aggregate) client.call("SSCAN", "s", cursor, "COUNT", "50", "MATCH", "m*");
        cursor = RespClient.textOf(reply.elements().get(0));
        found.addAll(texts(reply.elements().get(1)));
        for (int i = 0; i < 100; i++) {
          client.call("SADD", "s", "other" + added++);
        }
      } while (!cursor.equals("0"));
      assertThat(found).isEqualTo(members);
    }
  }
}
