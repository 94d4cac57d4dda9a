package dev.redwing.dataplane.commands.list;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.CommandDescriptions;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.Scripts;
import dev.redwing.dataplane.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies as redis-server and valkey-server give them. */
class ListCommandsTest {
  private static final String[] DEBUG = {"--enable-debug-command", "yes"};

  private static final List<String> NAMES =
      List.of(
          "lpush",
          "rpush",
          "lpushx",
          "rpushx",
          "linsert",
          "lset",
          "lpop",
          "rpop",
          "lmpop",
          "lmove",
          "rpoplpush",
          "lrem",
          "ltrim",
          "llen",
          "lindex",
          "lrange",
          "lpos");

  private static final List<String> SCRIPTS =
      List.of(
          "RPUSH l a b 3;LPUSH l x -70000 y;LLEN l;LRANGE l 0 -1;TYPE l;LPUSHX l z 1;RPUSHX l 2 w;"
              + "LRANGE l 0 -1;LPUSHX n a;RPUSHX n a b;EXISTS n",
          "LPUSH;LPUSH l;RPUSH l;LPUSHX l;RPUSHX l;LINSERT l BEFORE a;LSET l 0;LPOP;LPOP l 1 2;"
              + "RPOP l 1 2;LMPOP;LMPOP 1 l;LMOVE a b LEFT;RPOPLPUSH a;LREM l 1;LTRIM l 1;LLEN;"
              + "LINDEX l;LRANGE l 0;LPOS l;LLEN a b",
          "SET l 1;LPUSH l a;RPUSH l a;LPUSHX l a;RPUSHX l a;LINSERT l BEFORE a b;"
              + "LINSERT l FOO a b;LSET l 0 a;LSET l x a;LPOP l;LPOP l 0;LPOP l 1;LPOP l x;LPOP l -1;"
              + "RPOP l;LMPOP 1 l LEFT;LMPOP 2 n l LEFT;LREM l 0 a;LREM l x a;LTRIM l 0 1;"
              + "LTRIM l x 1;LLEN l;LINDEX l 0;LINDEX l x;LRANGE l 0 1;LRANGE l x 1;LRANGE l 0 x;"
              + "LPOS l a;LPOS l a RANK 0;LPOS l a COUNT x;GET l",
          "SET s 1;RPUSH l a;LMOVE s l LEFT LEFT;LMOVE l s LEFT LEFT;RPOPLPUSH s l;RPOPLPUSH l s;"
              + "LMOVE n s LEFT LEFT;LMOVE l m FOO LEFT;LMOVE l m LEFT FOO;LMOVE n m x y;LRANGE l 0 -1",
          "LINSERT n AFTER a b;LSET n 0 a;LPOP n;LPOP n 0;LPOP n 2;RPOP n;RPOP n 2;"
              + "LMPOP 1 n LEFT;LMPOP 2 n m RIGHT COUNT 2;LMOVE n m LEFT RIGHT;RPOPLPUSH n m;"
              + "LREM n 0 a;LTRIM n 0 1;LLEN n;LINDEX n 0;LINDEX n x;LRANGE n 0 -1;LPOS n a;"
              + "LPOS n a COUNT 1;DBSIZE",
          "HELLO 3;LPOP n;LPOP n 0;LPOP n 2;LMPOP 1 n LEFT;LMOVE n m LEFT RIGHT;LINDEX n 0;LPOS n a;"
              + "LPOS n a COUNT 0;LRANGE n 0 -1;RPUSH l 1 b;LPOP l 9;RPUSH l 1;LMPOP 1 l LEFT",
          "RPUSH l a b c d e f;LPOP l;RPOP l;LPOP l 2;LRANGE l 0 -1;RPOP l 0;RPOP l 2;EXISTS l;"
              + "RPUSH l 1 2 3;RPOP l 9;EXISTS l;RPUSH l 1;LPOP l;EXISTS l;RPUSH l 1;RPOP l 1;"
              + "EXISTS l;LPOP l 9223372036854775807;RPUSH l 1;LPOP l 9223372036854775808;"
              + "RPOP l 9223372036854775807",
          "RPUSH a 1 2 3;RPUSH b 4 5;LMPOP 2 n a LEFT;LMPOP 2 b a RIGHT COUNT 9;"
              + "LMPOP 2 b a right count 1;LMPOP 1 a LEFT COUNT 1;EXISTS a;LMPOP 1 a LEFT COUNT 0;"
              + "LMPOP 1 a LEFT COUNT -1;LMPOP 1 a LEFT COUNT x;LMPOP 1 a LEFT COUNT;"
              + "LMPOP 1 a LEFT FOO;LMPOP 1 a LEFT COUNT 1 COUNT 2;LMPOP 0 a LEFT;LMPOP -1 a LEFT;"
              + "LMPOP x a LEFT;LMPOP 2 a LEFT;LMPOP 3 a b LEFT;LMPOP 1 a FOO;LMPOP 1 a b LEFT;"
              + "LMPOP 9223372036854775807 a LEFT;LMPOP 1 a FOO COUNT x",
          "RPUSH l a b c;LINSERT l BEFORE b x;LINSERT l AFTER b 7;LINSERT l after c z;"
              + "LINSERT l before a 0;LINSERT l BEFORE q x;LINSERT l BEFORE 7 8;LRANGE l 0 -1;"
              + "LINSERT l BEFORE 07 8",
          "RPUSH l a b c;LSET l 0 x;LSET l -1 1234567;LSET l 1 #100;LSET l 3 x;LSET l -4 x;"
              + "LSET l x x;LSET l 99999999999 x;LRANGE l 0 -1;LSET l 1 y;LRANGE l 0 -1",
          "RPUSH l a b a 5 a b 5;LREM l 2 a;LRANGE l 0 -1;LREM l -1 b;LRANGE l 0 -1;LREM l 0 5;"
              + "LRANGE l 0 -1;LREM l 1 q;LREM l x a;"
              + "LREM l -9223372036854775807 a;LREM l 9223372036854775807 b;EXISTS l",
          "RPUSH l a b c d e f g;LTRIM l 1 -2;LRANGE l 0 -1;LTRIM l -4 9;LRANGE l 0 -1;LTRIM l 0 -1;"
              + "LTRIM l 1 1;LRANGE l 0 -1;LTRIM l 1 0;EXISTS l;RPUSH l a;LTRIM l 5 9;EXISTS l;"
              + "RPUSH l a;LTRIM l -9223372036854775808 9223372036854775807;LRANGE l 0 -1;"
              + "LTRIM l 0 -2;EXISTS l",
          "RPUSH l a b c d;LRANGE l 1 2;LRANGE l -2 -1;LRANGE l 2 1;LRANGE l 4 9;LRANGE l -9 9;"
              + "LRANGE l -9 -5;LRANGE l 9223372036854775807 9223372036854775807;LINDEX l 0;"
              + "LINDEX l -1;LINDEX l 3;LINDEX l 4;LINDEX l -5;LINDEX l 9223372036854775807;"
              + "LINDEX l -9223372036854775808;LINDEX l 4294967296;LINDEX l x",
          "RPUSH l a b c 1 2 3 c c;LPOS l c;LPOS l c RANK 2;LPOS l c RANK -1;LPOS l c RANK -2;"
              + "LPOS l c RANK 4;LPOS l c COUNT 2;LPOS l c COUNT 0;LPOS l c RANK 2 COUNT 0;"
              + "LPOS l c RANK -1 COUNT 2;LPOS l c MAXLEN 2;LPOS l c MAXLEN 3;LPOS l c COUNT 0 MAXLEN 7;"
              + "LPOS l c RANK -2 COUNT 0 MAXLEN 2;LPOS l q;LPOS l q COUNT 1;LPOS l 2;LPOS l c RANK 0;"
              + "LPOS l c RANK x;LPOS l c COUNT -1;"
              + "LPOS l c MAXLEN -1;LPOS l c COUNT x;LPOS l c MAXLEN x;LPOS l c FOO;LPOS l c RANK;"
              + "LPOS l c FOO 1;LPOS l c rank 1 count 1 maxlen 0;LPOS l c RANK 9223372036854775807;"
              + "LPOS l c RANK -9223372036854775807",
          "RPUSH a 1 2 3;LMOVE a b LEFT RIGHT;LMOVE a b RIGHT LEFT;LRANGE b 0 -1;LMOVE a a LEFT LEFT;"
              + "LMOVE a b LEFT LEFT;EXISTS a;LMOVE b b LEFT RIGHT;LRANGE b 0 -1;RPOPLPUSH b b;"
              + "RPOPLPUSH b c;LRANGE b 0 -1;LRANGE c 0 -1;LMOVE b b right left;LRANGE b 0 -1;"
              + "RPUSH d #20000;LMOVE d d LEFT LEFT;LMOVE d c RIGHT RIGHT;EXISTS d;LRANGE c 0 -1",
          // Big ones.
          "RPUSH l @element:1-3000;LLEN l;LINDEX l 1500;LINDEX l -1;LRANGE l 1490 1510;"
              + "LPOS l element2000;LPOS l element2000 RANK -1;LSET l 1500 #9000;LINDEX l 1500;"
              + "LINDEX l 1501;LINSERT l BEFORE element1000 x;LINSERT l AFTER element1000 17;"
              + "LRANGE l 995 1005;LREM l 1 17;LREM l -1 x;LREM l 0 x;LTRIM l 10 -10;LLEN l;LPOP l 3;"
              + "RPOP l 3;LPOP l;RPOP l;LSET l 500 #9000;LSET l 500 y;LINDEX l 500;LMOVE l m LEFT RIGHT;"
              + "LMOVE l l LEFT RIGHT;LRANGE l -3 -1;LTRIM l 100 110;LRANGE l 0 -1;LPOP l 100;EXISTS l",
          "LPUSH l #9000 a #9000 #8192 #8185 b;LRANGE l 0 -1;LINSERT l AFTER a #9000;LLEN l;LPOS l a;"
              + "LREM l 0 #9000;LRANGE l 0 -1;LSET l 0 1;LSET l -1 #9000;LPOP l 2;RPOP l;LRANGE l 0 -1",
          "RPUSH a @m:1-3000;COPY a b;LTRIM a 100 200;LLEN a;LLEN b;LINDEX b 2999;RENAME b a;LLEN a;"
              + "MOVE a 1;EXISTS a;SELECT 1;LLEN a;LINDEX a 1;SWAPDB 0 1;SELECT 0;LINDEX a 2;"
              + "DEBUG RELOAD;LINDEX a 2000;LRANGE a 2990 -1",
          "MULTI;RPUSH l 1 2;LRANGE l 0 -1;LPOP l;EXEC;WATCH l;LREM l 0 9;MULTI;LLEN l;EXEC;WATCH l;"
              + "LPOP l;MULTI;LLEN l;EXEC;RPUSH l 1 2;WATCH l;LTRIM l 0 -1;MULTI;LLEN l;EXEC;"
              + "WATCH m;LMOVE l m LEFT LEFT;MULTI;LLEN l;EXEC;WATCH l;LPUSHX q 1;LINSERT l AFTER z y;"
              + "MULTI;LLEN l;EXEC",
          "RPUSH l 1;PEXPIREAT l 9999999999999;RPUSH l @m:1-3000;PEXPIRETIME l;LTRIM l 0 0;"
              + "PEXPIRETIME l;LPOP l;RPUSH l 1;PEXPIRETIME l",
          "CONFIG SET list-max-listpack-size 3;RPUSH l @:1-20;LINSERT l BEFORE 10 x;LRANGE l 0 -1;"
              + "LREM l 1 x;LSET l 5 y;LTRIM l 2 -3;LRANGE l 0 -1;LPOP l 5;RPOP l 5;LRANGE l 0 -1;"
              + "CONFIG SET list-max-listpack-size 0;RPUSH m 1 2 3;LMOVE m m LEFT RIGHT;LRANGE m 0 -1;"
              + "CONFIG SET list-max-listpack-size -2");

  /** Until 7.0 every list was a quicklist, and LREM and LPOS took any number. */
  private static final List<String> AS_SINCE_7_2 =
      List.of(
          "RPUSH l a;LPOS l a RANK -9223372036854775808;LREM l -9223372036854775808 a;LREM l -9223372036854775807 a",
          "RPUSH l a;OBJECT ENCODING l;RPUSH l #8192;OBJECT ENCODING l;RPOP l;OBJECT ENCODING l;"
              + "LPOP l;RPUSH l #8185;OBJECT ENCODING l;LSET l 0 #8183;OBJECT ENCODING l;LSET l 0 #5000;"
              + "OBJECT ENCODING l;LSET l 0 #4000;OBJECT ENCODING l;LSET l 0 #10000;OBJECT ENCODING l;"
              + "LSET l 0 x;OBJECT ENCODING l",
          "RPUSH l @:1-1000;OBJECT ENCODING l;RPUSH l @:1-3000;OBJECT ENCODING l;LTRIM l 0 0;"
              + "OBJECT ENCODING l;RPUSH l @element:1-1000;OBJECT ENCODING l;LPOP l 500;"
              + "OBJECT ENCODING l;LPOP l 490;OBJECT ENCODING l",
          "RPUSH l #8170 a;OBJECT ENCODING l;RPUSH l b;OBJECT ENCODING l;RPUSH l #16;OBJECT ENCODING l;"
              + "RPOP l;OBJECT ENCODING l;LRANGE l 0 -1",
          "RPUSH l #8170 a;LINSERT l BEFORE q #50;OBJECT ENCODING l;DEL l;RPUSH l #8170 a;LSET l 9 #50;"
              + "OBJECT ENCODING l;DEL l;RPUSH l a;LINSERT l BEFORE q #9000;OBJECT ENCODING l;"
              + "LINSERT l BEFORE a #9000;OBJECT ENCODING l;LREM l 0 #9000;OBJECT ENCODING l",
          "RPUSH a #5000;RPUSH b #5000;LMOVE a b LEFT LEFT;OBJECT ENCODING b;EXISTS a;LMOVE b b LEFT LEFT;"
              + "OBJECT ENCODING b;LMOVE b c LEFT LEFT;OBJECT ENCODING b;OBJECT ENCODING c;RPUSH c 1;"
              + "LMOVE c b RIGHT RIGHT;OBJECT ENCODING c;LPOP b;OBJECT ENCODING b;RPUSH d #9000;"
              + "LMOVE d d LEFT LEFT;OBJECT ENCODING d",
          "RPUSH l #9000 a;OBJECT ENCODING l;DEBUG RELOAD;OBJECT ENCODING l;LPOP l;OBJECT ENCODING l;"
              + "DEBUG RELOAD;OBJECT ENCODING l;RPUSH m @element:1-500;OBJECT ENCODING m;DEBUG RELOAD;"
              + "OBJECT ENCODING m;COPY m n;OBJECT ENCODING n",
          "CONFIG SET list-max-listpack-size 4;RPUSH l 1 2 3 4;OBJECT ENCODING l;RPUSH l 5;"
              + "OBJECT ENCODING l;LPOP l;OBJECT ENCODING l;LPOP l 3;OBJECT ENCODING l;RPUSH m #8170 a;"
              + "OBJECT ENCODING m;RPUSH m #100;OBJECT ENCODING m;CONFIG SET list-max-listpack-size 1;"
              + "RPUSH n 1;OBJECT ENCODING n;RPUSH n 1;OBJECT ENCODING n;LPOP n;OBJECT ENCODING n;"
              + "CONFIG SET list-max-listpack-size 0;RPUSH o 1;OBJECT ENCODING o;RPUSH o 2;"
              + "OBJECT ENCODING o;CONFIG SET list-max-listpack-size -1;RPUSH p #4000;OBJECT ENCODING p;"
              + "RPUSH p #100;OBJECT ENCODING p;CONFIG SET list-max-listpack-size -5;RPUSH q #60000;"
              + "OBJECT ENCODING q;RPUSH q #6000;OBJECT ENCODING q;CONFIG SET list-max-listpack-size -2");

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
    try (ReferenceServer reference = ReferenceServer.startValkey(DEBUG);
        TestServer ours = TestServer.start(DEBUG)) {
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
}
