package dev.redwing.dataplane.commands.generic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.CommandDescriptions;
import dev.redwing.dataplane.rdb.OldForms;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.Scripts;
import dev.redwing.dataplane.testing.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as redis-server and valkey-server give them. */
class SortCommandsTest {
  private static final String[] DEBUG = {"--enable-debug-command", "yes"};

  private static final List<String> SCRIPTS =
      List.of(
          "SORT;SORT_RO;SORT n;SORT_RO n;SORT n STORE d;SORT n GET #;SET s 1;SORT s;SORT s FOO;"
              + "SORT s LIMIT;HSET h a 1;SORT h;SORT_RO h;RPUSH l 1;SORT l STORE;SORT l LIMIT 1;"
              + "SORT l LIMIT x 1;SORT l LIMIT 1 x;SORT l BY;SORT l GET;SORT_RO l STORE d;SORT l x;"
              + "SORT l ASC DESC ALPHA LIMIT 0 1 ASC;SORT l LIMIT x 1 FOO",
          "RPUSH l 3 1 2 10 -5 1.5 1e2 0x10 inf -inf;SORT l;SORT l DESC;SORT l asc;SORT l ALPHA;"
              + "SORT l alpha desc;SORT l LIMIT 0 3;SORT l LIMIT 2 3;SORT l LIMIT 8 9;SORT l LIMIT 99 1;"
              + "SORT l LIMIT -3 2;SORT l LIMIT 1 -1;SORT l LIMIT 1 -7;SORT l LIMIT 2 0;SORT_RO l;"
              + "SORT l LIMIT 0 9223372036854775807;SORT l LIMIT 9223372036854775807 1;"
              + "SORT l LIMIT -9223372036854775808 -9223372036854775808",
          "RPUSH l 1 a;SORT l;DEL l;RPUSH l 1 nan;SORT l;DEL l;RPUSH l 1 ;SORT l;DEL l;RPUSH l 1e400 1;"
              + "SORT l;DEL l;RPUSH l 1x;SORT l;SORT l STORE d;EXISTS d;SORT l ALPHA",
          "RPUSH l 1 1 1.0 01 +1 -0 0;SORT l;SORT l DESC;SORT l STORE d;LRANGE d 0 -1;SORT d DESC",
          "RPUSH l a B c A _ b \u00ff 1;SORT l ALPHA;SORT l ALPHA DESC;SORT l ALPHA STORE d;LRANGE d 0 -1",
          "SADD s 3 1 2;SORT s;SORT s DESC;SORT s BY nosort;SORT s BY nosort DESC;SORT s BY nosort LIMIT 1 1;"
              + "SORT s BY nosort DESC LIMIT 0 2;SORT s STORE d;LRANGE d 0 -1;SORT s DESC STORE d;"
              + "LRANGE d 0 -1;SADD t @m:1-300;SORT t ALPHA;SORT t BY nosort STORE d;LRANGE d 0 -1;"
              + "SORT t BY nosort DESC LIMIT 3 4 STORE d;LRANGE d 0 -1;SORT t",
          "RPUSH l 3 1 2;SORT l BY nosort;SORT l BY nosort DESC;SORT l BY nosort LIMIT 1 1;"
              + "SORT l BY nosort DESC LIMIT 0 2;SORT l BY nosort DESC LIMIT 1 9;SORT l BY #;"
              + "SORT l BY nosort LIMIT 9 1;SORT l BY nosort GET #;SORT l BY nosort STORE d;"
              + "LRANGE d 0 -1;SORT l BY w DESC STORE d;LRANGE d 0 -1",
          "RPUSH l 1 2 3 4;MSET w1 30 w2 10 w3 20 v1 a v2 b v3 c;SORT l BY w*;SORT l BY w* DESC;"
              + "SORT l BY w* GET v*;SORT l BY w* GET # GET v* GET w*;SORT l BY w* LIMIT 1 2 GET v*;"
              + "SORT l BY v*;SORT l BY v* ALPHA;SORT l BY v* ALPHA DESC;SORT l GET v*;SORT l GET x;"
              + "SORT l GET v** GET *v;SORT l BY w* GET v* STORE d;LRANGE d 0 -1;SORT l GET # GET v* STORE l;"
              + "LRANGE l 0 -1;HELLO 3;SORT d GET n*;SORT n",
          "RPUSH l 1 2 3;HSET h1 w 3 n one;HSET h2 w 1 n two;HSET h3 w 2;SORT l BY h*->w;"
              + "SORT l BY h*->w GET h*->n GET #;SORT l BY h*->w DESC;SORT l BY h*->n ALPHA;SORT l GET h*;"
              + "SORT l GET h*->;SORT l GET *->n;SORT l GET h*->x;SET h4 1;RPUSH l 4;SORT l BY h*->w GET h*->n;"
              + "SORT l BY h->*;SORT l GET h->*;SET 1->x y;SORT l GET *->x;HSET 2-> a b;SORT l GET *->;"
              + "HSET h1->w w 9;SORT l GET h*->w->w;HSET h1 w->w q;SORT l GET h*->w->w",
          "RPUSH l 2 1;SORT l STORE l;LRANGE l 0 -1;PEXPIREAT l 9999999999999;SORT l DESC STORE l;"
              + "PEXPIRETIME l;SET d x;SORT l STORE d;LRANGE d 0 -1;SORT n STORE d;EXISTS d;"
              + "SORT l LIMIT 5 5 STORE l;EXISTS l;SORT n STORE n;RPUSH l 1;SORT l STORE a STORE b;"
              + "EXISTS a b;SORT_RO l GET # BY nosort;WATCH b;SORT l STORE b;MULTI;LLEN b;EXEC",
          "RPUSH l @:1-1000;SORT l DESC STORE d;LRANGE d 490 510;SORT l ALPHA LIMIT 500 5;"
              + "RPUSH m @element:1-1500;SORT m ALPHA STORE d;LLEN d;LINDEX d 700;DEL d;SORT m BY x GET # GET #"
              + " LIMIT 0 2");

  private static final List<String> AS_SINCE_7_2 =
      List.of(
          "RPUSH l 2 1;SORT l STORE d;OBJECT ENCODING d;RPUSH m @element:1-1500;SORT m ALPHA STORE d;"
              + "OBJECT ENCODING d;DEBUG RELOAD;OBJECT ENCODING d;SORT m BY x LIMIT 0 9 STORE d;"
              + "OBJECT ENCODING d");

  private static void compare(RunningServer ours, RunningServer theirs, List<String> scripts) {
    for (String script : scripts) {
      assertThat(Scripts.run(ours, script)).as(script).isEqualTo(Scripts.run(theirs, script));
    }
  }

  @Test
  void repliesAreThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      compare(ours, reference, SCRIPTS);
    }
  }

  @Test
  void repliesAreThoseOfValkey() {
    try (ReferenceServer reference = ReferenceServer.startValkey(DEBUG);
        TestServer ours = TestServer.start(DEBUG)) {
      compare(ours, reference, SCRIPTS);
      compare(ours, reference, AS_SINCE_7_2);
    }
  }

  /** Those of a sorted set, which is z; t has members that are no numbers. */
  private static final List<String> OF_SORTED_SETS =
      List.of(
          "OBJECT ENCODING z",
          "SORT z BY nosort",
          "OBJECT ENCODING z",
          "SORT_RO t",
          "OBJECT ENCODING t",
          "SORT z",
          "SORT z DESC",
          "SORT z ALPHA",
          "SORT z ALPHA DESC LIMIT 1 2",
          "SORT z LIMIT 2 9",
          "SORT t",
          "SORT t ALPHA",
          "SORT t BY w",
          "SORT z BY nosort DESC",
          "SORT_RO z BY nosort LIMIT 1 2",
          "SORT_RO z BY nosort DESC LIMIT 1 2",
          "SORT_RO z BY nosort DESC LIMIT 0 1",
          "SORT z BY nosort LIMIT 3 9",
          "SORT z BY nosort DESC LIMIT 3 9",
          "SORT z BY nosort LIMIT 99 1",
          "SORT z BY nosort DESC LIMIT 99 1",
          "SORT z BY nosort LIMIT -5 2",
          "SORT z BY nosort LIMIT 2 0",
          "SORT z BY nosort DESC LIMIT 2 -1",
          "SORT z BY nosort LIMIT 0 9223372036854775807",
          "SORT z BY nosort DESC LIMIT 9223372036854775807 1",
          "SORT z BY nosort GET # GET w* LIMIT 1 2",
          "SORT z BY w* GET #",
          "SORT z BY nosort STORE d",
          "LRANGE d 0 -1",
          "SORT z BY nosort DESC LIMIT 1 3 STORE d",
          "LRANGE d 0 -1",
          "SORT z BY nosort LIMIT 9 3 STORE d",
          "EXISTS d",
          "SORT t ALPHA STORE t",
          "LRANGE t 0 -1",
          "SORT z BY nosort STORE z",
          "TYPE z");

  @ParameterizedTest
  @ValueSource(strings = {"redis-server", "valkey-server"})
  void sortedSetsHaveAnOrderOfTheirOwn(String program, @TempDir Path directory) {
    String numbers =
        OldForms.payload(
            OldForms.packed(
                17,
                OldForms.listpack(
                    List.of("7", "-1", "2", "0", "10", "0.5", "1", "1", "3", "1", "-4", "2"))));
    String words =
        OldForms.payload(OldForms.packed(17, OldForms.listpack(List.of("b", "1", "a", "2"))));
    try (ReferenceServer reference = ReferenceServer.start(program, directory);
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      for (RespClient client : List.of(ours, theirs)) {
        assertThat(client.text("RESTORE", "z", "0", numbers)).isEqualTo("OK");
        assertThat(client.text("RESTORE", "t", "0", words)).isEqualTo("OK");
        client.call("MSET", "w1", "5", "w2", "4", "w3", "9", "w7", "1", "w10", "0", "w-4", "2");
      }
      for (String command : OF_SORTED_SETS) {
        assertThat(ours.callRaw(command.split(" ")))
            .as(command)
            .isEqualTo(theirs.callRaw(command.split(" ")));
      }
    }
  }

  @Test
  void theCommandsDescribeThemselvesAsThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer server = TestServer.start();
        RespClient theirs = reference.client();
        RespClient ours = server.client()) {
      CommandDescriptions.compare(ours, theirs, List.of("sort", "sort_ro"));
    }
  }
}
