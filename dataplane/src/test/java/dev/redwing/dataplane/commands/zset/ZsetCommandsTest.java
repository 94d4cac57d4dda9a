package dev.redwing.dataplane.commands.zset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.commands.CommandDescriptions;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.Scripts;
import dev.redwing.dataplane.testing.TestServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Replies as redis-server and valkey-server give them; what is random, by its properties. */
class ZsetCommandsTest {
  /** ZRANK and ZREVRANK have grown since 7.0. */
  private static final List<String> NAMES =
      List.of(
          "zadd",
          "zincrby",
          "zrem",
          "zcard",
          "zscore",
          "zmscore",
          "zcount",
          "zlexcount",
          "zrange",
          "zrevrange",
          "zrangebyscore",
          "zrevrangebyscore",
          "zrangebylex",
          "zrevrangebylex",
          "zrangestore",
          "zremrangebyrank",
          "zremrangebyscore",
          "zremrangebylex",
          "zpopmin",
          "zpopmax",
          "zmpop",
          "zrandmember",
          "zscan",
          "zunion",
          "zinter",
          "zdiff",
          "zintercard",
          "zunionstore",
          "zinterstore",
          "zdiffstore");

  private static final String ALL_WITH =
      "ZCARD %1$s;ZSCORE %1$s a;ZMSCORE %1$s a;ZRANK %1$s a;ZREVRANK %1$s a;ZCOUNT %1$s 0 1;"
          + "ZLEXCOUNT %1$s - +;ZRANGE %1$s 0 -1;ZRANGE %1$s 0 -1 WITHSCORES;"
          + "ZRANGE %1$s 0 1 BYSCORE;ZRANGE %1$s - + BYLEX;ZREVRANGE %1$s 0 -1;"
          + "ZRANGEBYSCORE %1$s 0 1;ZREVRANGEBYSCORE %1$s 1 0;ZRANGEBYLEX %1$s - +;"
          + "ZREVRANGEBYLEX %1$s + -;ZRANGESTORE d %1$s 0 -1;ZREMRANGEBYRANK %1$s 0 1;"
          + "ZREMRANGEBYSCORE %1$s 0 1;ZREMRANGEBYLEX %1$s - +;ZPOPMIN %1$s;ZPOPMAX %1$s;"
          + "ZPOPMIN %1$s 0;ZPOPMAX %1$s 2;ZMPOP 1 %1$s MIN;ZMPOP 1 %1$s MAX COUNT 2;"
          + "ZRANDMEMBER %1$s;ZRANDMEMBER %1$s 2;ZRANDMEMBER %1$s -2 WITHSCORES;ZSCAN %1$s 0;"
          + "ZUNION 1 %1$s;ZINTER 1 %1$s;ZDIFF 1 %1$s;ZINTERCARD 1 %1$s;ZUNIONSTORE d 1 %1$s;"
          + "ZINTERSTORE d 1 %1$s;ZDIFFSTORE d 1 %1$s;ZREM %1$s a;ZADD %1$s XX 1 a;"
          + "ZADD %1$s XX INCR 1 a;DBSIZE";

  /** The same in 7.0 and since 7.2: all scores print alike. */
  private static final List<String> SCRIPTS =
      List.of(
          "ZADD s 3 c 1 a 2 b;ZCARD s;ZRANGE s 0 -1;ZRANGE s 0 -1 WITHSCORES;TYPE s;"
              + "OBJECT ENCODING s;ZADD s 1 a;ZADD s 5 a 6 d;ZADD s CH 5 a 7 b 8 e;ZSCORE s a;"
              + "ZSCORE s nosuch;ZMSCORE s a nosuch e;ZREM s a nosuch b;ZRANGE s 0 -1;"
              + "ZREM s c d e x;EXISTS s",
          "ZADD;ZADD s;ZADD s 1;ZINCRBY s 1;ZREM s;ZCARD;ZCARD a b;ZSCORE s;ZMSCORE s;ZRANK s;"
              + "ZREVRANK s;ZCOUNT s 1;ZLEXCOUNT s 1;ZRANGE s 1;ZREVRANGE s 1;ZRANGEBYSCORE s 1;"
              + "ZREVRANGEBYSCORE s 1;ZRANGEBYLEX s 1;ZREVRANGEBYLEX s 1;ZRANGESTORE d s 1;"
              + "ZREMRANGEBYRANK s 1;ZREMRANGEBYSCORE s 1;ZREMRANGEBYLEX s 1;ZPOPMIN;ZPOPMAX;"
              + "ZMPOP 1 s;ZRANDMEMBER;ZSCAN s;ZUNION 1;ZINTER 1;ZDIFF 1;ZINTERCARD 1;"
              + "ZUNIONSTORE d 1;ZINTERSTORE d 1;ZDIFFSTORE d 1",
          "SET s 1;ZADD s 1 a;ZADD s XX 1 a;ZADD s x a;ZINCRBY s 1 a;ZINCRBY s x a;"
              + ALL_WITH.formatted("s"),
          ALL_WITH.formatted("n"),
          "HELLO 3;" + ALL_WITH.formatted("n"),
          "HELLO 3;SET s 1;" + ALL_WITH.formatted("s"),
          "ZADD s 1 a 2 b;" + ALL_WITH.formatted("s").replace("ZRANDMEMBER s -2", "ZCARD"),
          // ---- ZADD's options ----
          "ZADD s NX 1 a;ZADD s NX 2 a;ZSCORE s a;ZADD s XX 3 a 4 b;ZRANGE s 0 -1 WITHSCORES;"
              + "ZADD s XX CH 3 a;ZADD s XX CH 5 a;ZADD s GT 4 a;ZADD s GT CH 6 a 9 z;"
              + "ZADD s LT CH 7 a 1 y;ZADD s LT CH 2 a;ZADD s gt xx ch 9 a 9 q;"
              + "ZRANGE s 0 -1 WITHSCORES;ZADD s XX LT 1 a;ZADD s CH CH NX 1 k;ZADD s INCR 5 a;"
              + "ZADD s NX INCR 5 a;ZADD s XX INCR 5 a;ZADD s XX INCR 5 nosuch;"
              + "ZADD s GT INCR -5 a;ZADD s GT INCR 5 a;ZADD s LT INCR 5 a;ZADD s INCR 0 a;"
              + "ZADD s GT INCR 0 a;ZADD s LT INCR -2 new;ZADD n XX 1 a;ZADD n XX INCR 1 a;"
              + "EXISTS n;ZADD s CH INCR 1 a;ZADD s NX CH INCR 1 w",
          "ZADD s NX XX 1 a;ZADD s NX GT 1 a;ZADD s NX LT 1 a;ZADD s GT LT 1 a;"
              + "ZADD s GT LT XX 1 a;ZADD s NX XX GT 1 a;ZADD s INCR 1 a 2 b;ZADD s INCR NX XX 1 a 2 b;"
              + "ZADD s NX;ZADD s NX XX;ZADD s NX XX 1;ZADD s 1 a 2;ZADD s x a;ZADD s 1 a x b;"
              + "ZADD s FOO 1 a;ZADD s 1 NX;ZADD s NX 1 a XX;ZADD s nan a;ZADD s 1 a nan b;"
              + "ZADD s INCR nan a;ZINCRBY s nan a;ZINCRBY s NX a;ZINCRBY s x a;ZINCRBY s INCR 1;"
              + "EXISTS s;ZADD s  a;ZADD s 1_ a;ZADD s 1e400 a;ZADD s 1e-400 a;ZADD s -1e400 a;"
              + "ZADD s 0x10 a;ZADD s +5 b;ZADD s .5 c;ZADD s 5. d;ZADD s 1e3 e;ZADD s 1e e;"
              + "ZADD s Infinity f -INF g +inf h -infinity i;ZRANGE s 0 -1 WITHSCORES",
          "ZINCRBY s 5 a;ZINCRBY s -7 a;ZINCRBY s 0.5 a;ZINCRBY s inf a;ZINCRBY s -inf a;"
              + "ZINCRBY s 5 a;ZADD s INCR -inf a;ZADD s -inf b;ZINCRBY s inf b;"
              + "ZRANGE s 0 -1 WITHSCORES;ZINCRBY s 0 b;ZINCRBY s 0 c;ZSCORE s c",
          "HELLO 3;ZINCRBY s 5 a;ZADD s INCR 0.5 a;ZADD s NX INCR 1 a;ZSCORE s a;ZMSCORE s a b;"
              + "ZADD s inf i -inf j;ZINCRBY s 1 i;ZSCORE s j;ZRANGE s 0 -1 WITHSCORES;ZINCRBY s x a;"
              + "ZINCRBY s -inf i",
          "ZADD s -0 a 0 b;ZRANGE s 0 -1 WITHSCORES;ZADD s CH 0 a;ZADD s -0.0 c;ZINCRBY s 0 a;"
              + "ZADD s 0 @m:1-3",
          // ---- ranks ----
          "ZADD s 1 a 2 b 2 c 3 d;ZRANK s a;ZRANK s d;ZRANK s x;ZREVRANK s a;ZREVRANK s c;"
              + "ZREVRANK s x;ZRANGE s 1 2;ZRANGE s -2 -1;ZRANGE s 2 1;ZRANGE s 9 10;ZRANGE s -9 0;"
              + "ZRANGE s 0 -9;ZRANGE s -9223372036854775808 9223372036854775807;ZRANGE s 9223372036854775807 -7;ZRANGE s x 1;"
              + "ZRANGE s 0 x;ZRANGE s 0 9223372036854775808;ZREVRANGE s 0 -1;ZREVRANGE s 1 2;"
              + "ZREVRANGE s 0 0 WITHSCORES;ZREVRANGE s -1 -1;ZRANGE s 0 1 REV;ZRANGE s 3 9 REV;"
              + "ZRANGE s 0 -1 REV WITHSCORES",
          "HELLO 3;ZADD s 1 a 2.5 b inf c;ZRANGE s 0 -1;ZRANGE s 0 -1 WITHSCORES;"
              + "ZREVRANGE s 0 1 WITHSCORES;ZRANGEBYSCORE s 1 2 WITHSCORES;ZRANK s b;"
              + "ZRANGE s 5 6 WITHSCORES;ZRANGEBYSCORE s 9 9 WITHSCORES",
          // ---- scores ----
          "ZADD s 1 a 2 b 2 c 3 d inf e -inf f;ZRANGEBYSCORE s 1 2;ZRANGEBYSCORE s (1 2;"
              + "ZRANGEBYSCORE s 1 (2;ZRANGEBYSCORE s (1 (2;ZRANGEBYSCORE s (2 (2;"
              + "ZRANGEBYSCORE s -inf +inf;ZRANGEBYSCORE s (-inf (inf;ZRANGEBYSCORE s 2 1;"
              + "ZRANGEBYSCORE s -inf inf WITHSCORES LIMIT 1 2;ZRANGEBYSCORE s -inf inf LIMIT 5 2;"
              + "ZRANGEBYSCORE s -inf inf LIMIT 6 2;ZRANGEBYSCORE s -inf inf LIMIT 0 0;"
              + "ZRANGEBYSCORE s -inf inf LIMIT 2 -1;ZRANGEBYSCORE s -inf inf LIMIT 2 -7;"
              + "ZRANGEBYSCORE s -inf inf LIMIT -1 2;ZREVRANGEBYSCORE s 2 1;"
              + "ZREVRANGEBYSCORE s inf -inf LIMIT 1 3 WITHSCORES;ZREVRANGEBYSCORE s (3 (1;"
              + "ZREVRANGEBYSCORE s 1 2;ZRANGE s 1 2 BYSCORE;ZRANGE s 2 1 BYSCORE REV;"
              + "ZRANGE s (3 -inf BYSCORE REV LIMIT 1 1 WITHSCORES;ZCOUNT s 1 2;ZCOUNT s (1 2;"
              + "ZCOUNT s -inf inf;ZCOUNT s 2 1;ZCOUNT s (2 2;ZCOUNT s 100 200;"
              + "ZREVRANGEBYSCORE s inf -inf LIMIT -1 2",
          "ZADD s 1 a;ZRANGEBYSCORE s x 1;ZRANGEBYSCORE s 1 x;ZRANGEBYSCORE s  1;ZCOUNT s  ;"
              + "ZCOUNT s ( 5;ZCOUNT s ((1 5;ZCOUNT s [1 5;ZCOUNT s nan 5;ZCOUNT s 1e400 1;"
              + "ZCOUNT s 1e-400 1e400;ZCOUNT s -1e400 1;ZCOUNT s 0x1 0X1p1;ZCOUNT s +1 1.;"
              + "ZCOUNT s \t1 1;ZCOUNT s 1\t 1;ZCOUNT s INF -Infinity;ZCOUNT s -infinity (+INF;"
              + "ZCOUNT s ++1 1;ZCOUNT s - +;ZCOUNT s 1\0x 1\0;ZCOUNT s \0 2;ZCOUNT s (\t0 1;"
              + "ZRANGEBYSCORE s x 1 FOO;ZRANGEBYSCORE s 1 2 LIMIT 1;ZRANGEBYSCORE s 1 2 LIMIT x 1;"
              + "ZRANGEBYSCORE s 1 2 LIMIT 1 x;ZRANGEBYSCORE s 1 2 REV;ZRANGEBYSCORE s 1 2 BYLEX;"
              + "ZRANGEBYSCORE s 1 2 LIMIT 0 1 LIMIT 0 0;ZRANGEBYSCORE s 1 2 WITHSCORES WITHSCORES",
          // ---- bytes ----
          "ZADD s 0 a 0 b 0 c 0 d 0 ab;ZRANGEBYLEX s - +;ZRANGEBYLEX s [a [b;ZRANGEBYLEX s (a (b;"
              + "ZRANGEBYLEX s (a +;ZRANGEBYLEX s + -;ZRANGEBYLEX s - -;ZRANGEBYLEX s + +;"
              + "ZRANGEBYLEX s [b [a;ZRANGEBYLEX s [a (a;ZRANGEBYLEX s [ [b;ZRANGEBYLEX s ( (b;"
              + "ZRANGEBYLEX s - + LIMIT 1 2;ZRANGEBYLEX s - + LIMIT 4 9;ZRANGEBYLEX s - + LIMIT 5 1;"
              + "ZRANGEBYLEX s - + LIMIT -1 1;ZRANGEBYLEX s - + LIMIT 1 -1;ZREVRANGEBYLEX s + -;"
              + "ZREVRANGEBYLEX s [b -;ZREVRANGEBYLEX s + (b LIMIT 1 1;ZREVRANGEBYLEX s - +;"
              + "ZREVRANGEBYLEX s + - LIMIT 3 9;ZREVRANGEBYLEX s + - LIMIT -1 9;ZLEXCOUNT s - +;"
              + "ZLEXCOUNT s (a [c;ZLEXCOUNT s [c (a;ZLEXCOUNT s [x +;ZRANGE s [a [b BYLEX;"
              + "ZRANGE s [b [a BYLEX REV;ZRANGE s + - BYLEX REV LIMIT 0 2",
          "ZADD s 0 a;ZRANGEBYLEX s a b;ZRANGEBYLEX s [a b;ZRANGEBYLEX s  +;ZRANGEBYLEX s -a +;"
              + "ZRANGEBYLEX s - +a;ZRANGEBYLEX s -\0a +;ZRANGEBYLEX s - +\0;ZLEXCOUNT s x +;"
              + "ZRANGEBYLEX s - + WITHSCORES;ZRANGEBYLEX s - + FOO;ZRANGE s - + BYLEX WITHSCORES;"
              + "ZREVRANGEBYLEX s + - WITHSCORES;ZRANGE s 0 1 LIMIT 0 1;ZRANGE s 0 1 LIMIT 0 -1;"
              + "ZREVRANGE s 0 1 LIMIT 0 1;ZRANGE s 0 1 BYSCORE BYLEX;ZRANGE s 0 1 REV REV;"
              + "ZRANGE s 0 1 BYLEX;ZRANGE s x y WITHSCORES BYLEX;ZRANGE s 0 1 FOO;"
              + "ZREVRANGE s 0 1 REV;ZREVRANGE s 0 1 BYSCORE;ZRANGE s x y BYSCORE;"
              + "ZRANGE s 0 1 BYSCORE LIMIT;ZRANGE s 0 1 BYSCORE LIMIT 1",
          // Scores that are not equal, in a listpack.
          "ZADD s 1 b 2 z 3 c 4 a 5 d;ZRANGEBYLEX s [b [d;ZRANGEBYLEX s - [c;ZRANGEBYLEX s [c +;"
              + "ZRANGEBYLEX s [b [d LIMIT 2 5;ZREVRANGEBYLEX s [d [b;ZREVRANGEBYLEX s [d [b LIMIT 2 5;"
              + "ZREVRANGEBYLEX s + [c LIMIT 1 1;ZLEXCOUNT s [b [d;ZLEXCOUNT s - [c;ZLEXCOUNT s [z +;"
              + "ZREMRANGEBYLEX s [b [c;ZRANGE s 0 -1;ZREMRANGEBYLEX s (z +;ZRANGE s 0 -1",
          // ---- removing ----
          "ZADD s 1 a 2 b 3 c 4 d 5 e 6 f;ZREMRANGEBYRANK s 0 0;ZREMRANGEBYRANK s -1 -1;"
              + "ZREMRANGEBYRANK s 9 10;ZREMRANGEBYRANK s 2 1;ZREMRANGEBYRANK s x 1;"
              + "ZREMRANGEBYRANK s 0 x;ZRANGE s 0 -1;ZREMRANGEBYSCORE s (2 3;ZREMRANGEBYSCORE s x 1;"
              + "ZREMRANGEBYSCORE s 1 (2;ZREMRANGEBYSCORE s 9 1;ZRANGE s 0 -1;"
              + "ZREMRANGEBYSCORE s -inf inf;EXISTS s;ZADD s 0 a 0 b 0 c;ZREMRANGEBYLEX s [b (c;"
              + "ZREMRANGEBYLEX s x +;ZREMRANGEBYLEX s + -;ZRANGE s 0 -1;ZREMRANGEBYLEX s - +;EXISTS s;"
              + "ZADD s 1 a;ZREMRANGEBYRANK s 0 -1;EXISTS s;ZADD s 1 a;ZREMRANGEBYRANK s -5 9;EXISTS s",
          "ZADD s 1 a 2 b 3 c 4 d 5 e;ZPOPMIN s;ZPOPMAX s;ZPOPMIN s 2;ZPOPMAX s 9;EXISTS s;"
              + "ZADD s 1 a;ZPOPMIN s 0;ZPOPMIN s -1;ZPOPMIN s x;ZPOPMIN s 1 2;ZPOPMIN s x 2;"
              + "ZPOPMAX s 9223372036854775807;EXISTS s;ZADD s 1 a;ZPOPMIN s;EXISTS s",
          "HELLO 3;ZADD s 1 a 2 b 3 c 4.5 d 5 e;ZPOPMIN s;ZPOPMAX s 1;ZPOPMIN s 2;ZPOPMAX s 0;"
              + "ZPOPMAX s;ZPOPMAX s;ZPOPMAX s 1;ZADD s 1 a 2 b 3 c;ZMPOP 2 n s MIN;"
              + "ZMPOP 2 n s MAX COUNT 5;ZMPOP 2 n s MAX",
          "ZADD s 1 a 2 b 3 c;ZADD t 9 z;ZMPOP 3 n s t MIN;ZMPOP 2 s t MAX COUNT 1;"
              + "ZMPOP 2 s t max count 9;ZMPOP 2 s t MAX;ZMPOP 2 s t MAX;ZMPOP 0 s MIN;ZMPOP x s MIN;"
              + "ZMPOP 2 s MIN;ZMPOP 1 s FOO;ZMPOP 1 s MIN COUNT;ZMPOP 1 s MIN COUNT 0;"
              + "ZMPOP 1 s MIN COUNT x;ZMPOP 1 s MIN FOO 1;ZMPOP 1 s MIN COUNT 1 COUNT 2;"
              + "ZMPOP 1 s t MIN;ZMPOP -1 s MIN;ZMPOP 99 s MIN;SET x 1;ZADD s 1 a;ZMPOP 2 x s MIN;"
              + "ZMPOP 2 s x MIN",
          // ---- chance ----
          "ZADD s 1 a;ZRANDMEMBER s;ZRANDMEMBER s 1;ZRANDMEMBER s -3;ZRANDMEMBER s 5 WITHSCORES;"
              + "ZRANDMEMBER s 0;ZRANDMEMBER s x;ZRANDMEMBER s 1 FOO;ZRANDMEMBER s 1 WITHSCORES 2;"
              + "ZRANDMEMBER s x FOO;ZRANDMEMBER s -9223372036854775808;"
              + "ZRANDMEMBER s 9223372036854775807 WITHSCORES;ZRANDMEMBER s -2 WITHSCORES;"
              + "ZADD s 2 b 3 c;ZRANDMEMBER s 3;ZRANDMEMBER s 9 WITHSCORES;"
              + "ZRANDMEMBER s 9223372036854775807",
          "HELLO 3;ZADD s 1 a;ZRANDMEMBER s;ZRANDMEMBER s 1;ZRANDMEMBER s -2 WITHSCORES;"
              + "ZRANDMEMBER s 5 WITHSCORES;ZADD s 0.5 b;ZRANDMEMBER s 2 WITHSCORES",
          // ---- ZSCAN ----
          "ZADD s 1 a 2.5 b inf 3;ZSCAN s 0;ZSCAN s 7;ZSCAN s 0 MATCH [ab];ZSCAN s 0 COUNT 1;"
              + "ZSCAN s 0 COUNT 0;ZSCAN s 0 COUNT x;ZSCAN s 0 MATCH;ZSCAN s 0 FOO;ZSCAN s x;"
              + "ZSCAN s 0 TYPE zset;HELLO 3;ZSCAN s 0",
          // ---- algebra ----
          "ZADD a 1 x 2 y 3 z;ZADD b 10 y 20 z 30 w;ZUNION 2 a b;ZUNION 2 a b WITHSCORES;"
              + "ZINTER 2 a b WITHSCORES;ZDIFF 2 a b WITHSCORES;ZDIFF 2 b a;ZINTERCARD 2 a b;"
              + "ZUNION 2 a b WEIGHTS 2 3 WITHSCORES;ZINTER 2 a b WEIGHTS 2 -1 AGGREGATE MIN WITHSCORES;"
              + "ZUNION 2 a b AGGREGATE MAX WITHSCORES;ZUNION 2 a b AGGREGATE sum WITHSCORES WITHSCORES;"
              + "ZUNION 3 a b n WITHSCORES;ZINTER 3 a b n;ZDIFF 3 a n b;ZDIFF 2 n a;ZDIFF 2 a a;"
              + "ZUNION 2 a a WITHSCORES;ZINTER 2 a a WEIGHTS 1 5 WITHSCORES;ZINTERCARD 2 a a;"
              + "ZUNIONSTORE d 2 a b;ZRANGE d 0 -1 WITHSCORES;OBJECT ENCODING d;"
              + "ZINTERSTORE d 2 a b WEIGHTS 0.5 1 AGGREGATE MAX;ZRANGE d 0 -1 WITHSCORES;"
              + "ZDIFFSTORE d 2 a b;ZRANGE d 0 -1 WITHSCORES;ZUNIONSTORE a 2 a b;"
              + "ZRANGE a 0 -1 WITHSCORES;ZINTERSTORE d 2 a n;EXISTS d;ZINTERSTORE d 2 a n;"
              + "SET d 1;ZUNIONSTORE d 1 b;TYPE d;SET d 1;ZDIFFSTORE d 1 n;EXISTS d",
          "ZADD a 1 x;SET str 1;ZUNION 0 a;ZUNION -1 a;ZUNION x a;ZUNION 2 a;ZUNION 1 a b;"
              + "ZUNION 1 a WEIGHTS;ZUNION 1 a WEIGHTS x;ZUNION 1 a WEIGHTS 1 2;ZUNION 1 a WEIGHTS nan;"
              + "ZUNION 1 a AGGREGATE;ZUNION 1 a AGGREGATE FOO;ZUNION 1 a LIMIT 1;"
              + "ZUNION 1 str FOO;ZUNION 2 a str;ZUNION 2 str a WEIGHTS x;ZDIFF 1 a WEIGHTS 1;"
              + "ZDIFF 1 a AGGREGATE SUM;ZDIFF 0 a;ZDIFF 1 a FOO;ZINTERCARD 1 a LIMIT;"
              + "ZINTERCARD 1 a LIMIT -1;ZINTERCARD 1 a LIMIT x;ZINTERCARD 1 a LIMIT 0;"
              + "ZINTERCARD 1 a LIMIT 1 LIMIT 2;ZINTERCARD 1 a WITHSCORES;ZINTERCARD 0 a;"
              + "ZINTERCARD 1 a WEIGHTS 1;ZUNIONSTORE d 1 a WITHSCORES;ZUNIONSTORE d 0 a;"
              + "ZUNIONSTORE d x a;ZUNIONSTORE d 2 a;ZINTERSTORE d 0 a;ZDIFFSTORE d 0 a;"
              + "ZDIFFSTORE d 1 a WEIGHTS 1;ZUNIONSTORE d 9223372036854775807 a;ZINTER 0 a;"
              + "ZUNIONSTORE d 1 a WEIGHTS 1 WEIGHTS 2 AGGREGATE MIN AGGREGATE MAX;"
              + "ZRANGE d 0 -1 WITHSCORES;EXISTS d",
          "ZADD a inf x -inf y 5 z;ZADD b -inf x -inf y inf z;ZUNION 2 a b WITHSCORES;"
              + "ZINTER 2 a b WITHSCORES;ZUNION 2 a b WEIGHTS 0 0 WITHSCORES;"
              + "ZINTER 2 a b WEIGHTS 0 1 WITHSCORES;ZINTER 2 a b WEIGHTS 1 0 AGGREGATE MIN WITHSCORES;"
              + "ZUNION 2 a b WEIGHTS inf -inf WITHSCORES;ZUNION 2 a b WEIGHTS -1 -1 AGGREGATE MAX WITHSCORES",
          "SADD s 1 x y;ZADD a 5 x 6 q;ZUNION 2 s a WITHSCORES;ZINTER 2 s a WITHSCORES;"
              + "ZDIFF 2 s a WITHSCORES;ZDIFF 2 a s WITHSCORES;ZINTERCARD 2 s a;ZINTERCARD 2 s s;"
              + "ZUNION 2 s a WEIGHTS 3 1 WITHSCORES;SADD i 1 2 3;ZUNION 2 i s WITHSCORES;"
              + "ZINTER 2 i s WITHSCORES;ZINTER 1 i WEIGHTS 0.5 WITHSCORES;ZUNIONSTORE d 2 i a;"
              + "ZRANGE d 0 -1 WITHSCORES;ZDIFF 1 i WITHSCORES;ZINTERCARD 1 i LIMIT 2;"
              + "ZINTERSTORE d 2 i i WEIGHTS 2 3;ZRANGE d 0 -1 WITHSCORES",
          "HELLO 3;ZADD a 1 x 2.5 y;SADD s x;ZUNION 2 a s;ZUNION 2 a s WITHSCORES;"
              + "ZINTER 2 a s WITHSCORES;ZDIFF 2 a s WITHSCORES;ZDIFF 1 n WITHSCORES",
          "ZADD a 1 a 2 b 3 c 4 d;ZRANGESTORE d a 0 1;ZRANGE d 0 -1 WITHSCORES;"
              + "ZRANGESTORE d a (1 3 BYSCORE;ZRANGE d 0 -1 WITHSCORES;"
              + "ZRANGESTORE d a 4 -inf BYSCORE REV LIMIT 1 2;ZRANGE d 0 -1;ZRANGESTORE d a 0 1 REV;"
              + "ZRANGE d 0 -1;ZRANGESTORE d a [b + BYLEX;ZRANGE d 0 -1;ZRANGESTORE d a 9 10;EXISTS d;"
              + "ZRANGESTORE d a 9 10;SET d 1;ZRANGESTORE d n 0 1;EXISTS d;ZRANGESTORE a a 1 2;"
              + "ZRANGE a 0 -1 WITHSCORES;ZRANGESTORE d a 0 1 WITHSCORES;ZRANGESTORE d a 0 1 LIMIT 0 1;"
              + "ZRANGESTORE d a x 1;ZRANGESTORE d a x y BYSCORE;ZRANGESTORE d a x y BYLEX;"
              + "ZRANGESTORE d a 0 1 FOO;SET str 1;ZRANGESTORE d str 0 1;ZRANGESTORE d str x 1",
          // ---- forms ----
          "ZADD s #64 x;ZADD s 1 #64;OBJECT ENCODING s;ZADD s 2 #65;OBJECT ENCODING s;ZREM s #65;"
              + "OBJECT ENCODING s;ZADD t 1 #65;OBJECT ENCODING t;ZRANGESTORE d s 0 -1;"
              + "OBJECT ENCODING d;ZRANGESTORE d t 0 -1;OBJECT ENCODING d;ZUNIONSTORE d 1 s;"
              + "OBJECT ENCODING d;ZUNIONSTORE d 1 t;OBJECT ENCODING d",
          "CONFIG SET zset-max-listpack-entries 3;ZADD s 1 a 2 b 3 c;OBJECT ENCODING s;ZADD s 4 d;"
              + "OBJECT ENCODING s;ZREM s d c;OBJECT ENCODING s;ZRANGESTORE d s 0 -1;OBJECT ENCODING d;"
              + "ZUNIONSTORE d 1 s;OBJECT ENCODING d;ZADD s 3 c 4 d;ZINTERSTORE d 1 s;"
              + "OBJECT ENCODING d;ZDIFFSTORE d 1 s;OBJECT ENCODING d;ZRANGESTORE d s 0 -1;"
              + "OBJECT ENCODING d;ZRANGESTORE d s -inf inf BYSCORE;OBJECT ENCODING d;"
              + "ZRANGE s 0 -1 WITHSCORES;ZRANGEBYSCORE s (1 3 LIMIT 1 1;ZREVRANGEBYSCORE s 3 1 LIMIT 1 5;"
              + "ZRANGEBYSCORE s -inf inf LIMIT 9 1;ZRANK s c;ZREVRANK s c;ZCOUNT s 2 3;ZPOPMIN s;"
              + "ZPOPMAX s 2;ZRANGE s 0 -1;ZUNIONSTORE s 1 s WEIGHTS 0;ZADD s 0 p 0 q 0 r 0 t;"
              + "ZRANGEBYLEX s [p (t;ZREVRANGEBYLEX s + - LIMIT 1 2;ZRANGEBYLEX s - + LIMIT 1 2;"
              + "ZLEXCOUNT s (p +;ZREMRANGEBYLEX s [q [r;ZREMRANGEBYRANK s 0 0;ZREMRANGEBYSCORE s 0 0;"
              + "EXISTS s;CONFIG SET zset-max-listpack-entries 128",
          "CONFIG SET zset-max-listpack-entries 0;ZADD s -0 a;ZRANGE s 0 -1 WITHSCORES;ZADD s 0 a;"
              + "ZADD s 0 b -0 c;ZRANGE s 0 -1 WITHSCORES;ZINCRBY s 0 a;ZSCORE s a;ZINCRBY s -0 a;"
              + "ZUNION 2 s s WITHSCORES;ZUNION 1 s WEIGHTS -1 WITHSCORES;ZADD t 0 a 0 b 0 c;"
              + "ZUNION 2 s t WITHSCORES;ZUNION 2 s t AGGREGATE MIN WITHSCORES;"
              + "ZUNION 2 t s AGGREGATE MAX WITHSCORES;ZINTER 2 s t WITHSCORES;"
              + "CONFIG SET zset-max-listpack-entries 128",
          "ZADD s %m:1-2 1 x;ZADD s 5 a;PEXPIREAT s 9999999999999;ZADD s 6 b;PEXPIRETIME s;"
              + "ZUNIONSTORE s 1 s;PEXPIRETIME s",
          "ZADD s 1 a 2 b;COPY s t;ZREM s a;ZRANGE t 0 -1;RENAME t s;ZRANGE s 0 -1;"
              + "MULTI;ZADD s 3 c;ZRANGE s 0 -1;ZPOPMIN s;EXEC;WATCH s;ZREM s nosuch;ZADD s 2 b;"
              + "MULTI;ZCARD s;EXEC;WATCH s;ZADD s 9 b;MULTI;ZCARD s;EXEC;WATCH s;ZPOPMAX s;"
              + "MULTI;ZCARD s;EXEC;WATCH d;ZRANGESTORE d s 0 -1;MULTI;ZCARD d;EXEC;WATCH d;"
              + "ZINTERSTORE d 1 n;MULTI;ZCARD d;EXEC;WATCH d;ZINTERSTORE d 1 n;MULTI;ZCARD d;EXEC;"
              + "WATCH s;ZREMRANGEBYRANK s 5 6;ZADD s XX 1 n;ZADD s NX 5 b;MULTI;ZCARD s;EXEC",
          "COMMAND GETKEYS ZUNIONSTORE d 2 a b WEIGHTS 1 2;COMMAND GETKEYS ZMPOP 2 a b MIN;"
              + "COMMAND GETKEYS ZRANGESTORE d s 0 1;COMMAND GETKEYS ZINTERCARD 2 a b;"
              + "COMMAND GETKEYS ZUNION 3 a b");

  /** Numbers whose text is another than in 7.0, and what ZRANK has learnt. */
  private static final List<String> AS_SINCE_7_2 =
      List.of(
          "ZADD s 1 a 2 b;ZRANK s b WITHSCORE;ZREVRANK s b WITHSCORE;ZRANK s x WITHSCORE;"
              + "ZRANK n x WITHSCORE;ZRANK s b FOO;ZRANK s b WITHSCORE 1;ZRANK s;ZREVRANK s b FOO;"
              + "SET str 1;ZRANK str a WITHSCORE;ZRANK str a FOO",
          "HELLO 3;ZADD s 1 a 2.5 b;ZRANK s b WITHSCORE;ZREVRANK s b WITHSCORE;"
              + "ZRANK s x WITHSCORE;ZRANK n x WITHSCORE;ZRANK n x",
          "ZADD s 0.1 a 1e17 b 1e300 c -1e-7 d 3.3333333333333335 e 4611686018427387904 f"
              + " 9223372036854775808 g 123456789012345680000 h 5e-324 i 1e21 j;"
              + "ZRANGE s 0 -1 WITHSCORES;ZSCAN s 0;ZINCRBY s 0.2 a;ZSCORE s e;HELLO 3;"
              + "ZRANGE s 0 -1 WITHSCORES;ZSCAN s 0;ZSCORE s a;ZPOPMAX s;ZPOPMIN s 2",
          "CONFIG SET zset-max-listpack-entries 0;"
              + "ZADD s 0.1 a;ZSCAN s 0;ZREM s a;ZADD s 1e17 a;ZSCAN s 0;ZREM s a;ZADD s 1e300 a;"
              + "ZSCAN s 0;ZREM s a;ZADD s -1e-7 a;ZSCAN s 0;ZREM s a;ZADD s 3.3333333333333335 a;"
              + "ZSCAN s 0;ZREM s a;ZADD s 99999999999999999 a;ZSCAN s 0;ZREM s a;ZADD s 5e-324 a;"
              + "ZSCAN s 0;ZREM s a;ZADD s -0 a;ZSCAN s 0;ZREM s a;ZADD s inf a;ZSCAN s 0;ZREM s a;"
              + "ZADD s -inf a;ZSCAN s 0;ZREM s a;ZADD s 123456789.125 a;ZSCAN s 0;ZREM s a;"
              + "ZADD s 0.0001 a;ZSCAN s 0;ZREM s a;ZADD s 0.00001 a;ZSCAN s 0;ZREM s a;"
              + "ZADD s 12345678901234567890 a;ZSCAN s 0;ZREM s a;ZADD s 1e16 a;ZSCAN s 0;HELLO 3;"
              + "ZSCAN s 0;CONFIG SET zset-max-listpack-entries 128",
          // Rounding shows in which order scores are added up.
          "ZADD a 0.1 x;ZADD b 0.2 x 1 y;ZADD c 0.3 x 1 y 1 z;ZUNION 3 c b a WITHSCORES;"
              + "ZINTER 3 b c a WITHSCORES;ZINTER 3 a b c WEIGHTS 1.1 2.2 3.3 WITHSCORES;"
              + "ZUNION 3 a a b WEIGHTS 0.1 0.7 1 WITHSCORES;ZADD a 1e16 q 1 p;ZADD b -1e16 q;"
              + "ZADD c 1 q;ZUNION 3 c b a WITHSCORES;ZUNION 3 a b c WITHSCORES",
          "SADD s x y;SADD t x z w;ZADD a 0.1 x;ZUNIONSTORE d 3 s t a WEIGHTS 0.3 0.7 1;"
              + "ZRANGE d 0 -1 WITHSCORES;OBJECT ENCODING d;ZDIFFSTORE d 2 s a;OBJECT ENCODING d");

  @Test
  void repliesAreThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      compare(ours, reference, SCRIPTS);
    }
  }

  @Test
  void repliesAreThoseOfValkey() {
    try (ReferenceServer reference = ReferenceServer.startValkey();
        TestServer ours = TestServer.start()) {
      compare(ours, reference, SCRIPTS);
      compare(ours, reference, AS_SINCE_7_2);
    }
  }

  private static void compare(RunningServer ours, RunningServer reference, List<String> scripts) {
    for (String script : scripts) {
      assertThat(Scripts.run(ours, script)).as(script).isEqualTo(Scripts.run(reference, script));
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
  void largeOnesAnswerAsThoseOfValkey() {
    try (ReferenceServer reference = ReferenceServer.startValkey();
        TestServer ours = TestServer.start()) {
      compare(ours, reference, List.of(LARGE));
    }
  }

  private static final String[] LARGE = large();

  private static String[] large() {
    StringBuilder fill = new StringBuilder("ZADD s");
    StringBuilder flat = new StringBuilder("ZADD f");
    for (int i = 0; i < 3000; i++) {
      fill.append(' ').append(i * 7919 % 3001 / 2.0).append(" m").append(i);
      flat.append(" 0 m").append(i);
    }
    String tests =
        "ZCARD s;OBJECT ENCODING s;ZRANGE s 0 -1 WITHSCORES;ZRANGE s 1000 1100;"
            + "ZREVRANGE s 500 700 WITHSCORES;ZRANGEBYSCORE s (100 200.5 WITHSCORES;"
            + "ZRANGEBYSCORE s 100 1400 LIMIT 1000 50;ZREVRANGEBYSCORE s 1400 (100 LIMIT 1000 50;"
            + "ZCOUNT s 0.5 (700;ZCOUNT s (0.5 700;ZRANK s m1234;ZREVRANK s m1234;ZRANK s m2999;"
            + "ZRANGE s 2990 9999;ZREMRANGEBYSCORE s (100 200.5;ZREMRANGEBYRANK s 1000 2000;"
            + "ZRANGE s 0 -1 WITHSCORES;ZPOPMIN s 200;ZPOPMAX s 200;ZRANGE s 0 -1;ZINCRBY s 1000 m7;"
            + "ZADD s GT CH 99999 m8 -99999 m9;ZRANGE s 0 -1 WITHSCORES;ZUNIONSTORE d 2 s s;"
            + "ZRANGE d 0 -1 WITHSCORES;ZRANGESTORE d s 10 60;OBJECT ENCODING d;ZRANGE d 0 -1;"
            + "ZRANGESTORE d s 10 600;OBJECT ENCODING d;ZINTERCARD 2 s d;ZDIFFSTORE e 2 s d;"
            + "ZRANGE e 0 -1 WITHSCORES;OBJECT ENCODING e;ZINTERSTORE e 2 s d WEIGHTS 1 -3;"
            + "ZRANGE e 0 -1 WITHSCORES";
    // Nearly all of it goes, and more than a few.
    String trim =
        "PEXPIREAT s 9999999999999;WATCH s;ZREMRANGEBYRANK s 7 -12;MULTI;ZCARD s;EXEC;"
            + "ZRANGE s 0 -1 WITHSCORES;OBJECT ENCODING s;PEXPIRETIME s;ZSCORE s m0;ZRANK s m2;"
            + "ZADD s 5 new;ZREMRANGEBYRANK s 0 -2;ZRANGE s 0 -1 WITHSCORES;ZPOPMIN s;EXISTS s";
    String lexTests =
        "ZLEXCOUNT f [m1 (m2;ZRANGEBYLEX f [m15 (m16;ZREVRANGEBYLEX f [m16 (m15 LIMIT 10 9;"
            + "ZRANGEBYLEX f (m29 + LIMIT 3 7;ZREMRANGEBYLEX f [m1 (m2;ZCARD f;"
            + "ZRANGEBYLEX f - + LIMIT 5 5;SADD s m0 m1 m2;ZINTERCARD 2 f s;ZINTERCARD 2 f s LIMIT 1;"
            + "ZDIFFSTORE g 4 f s s s;ZCARD g;ZRANGEBYLEX g - [m3";
    return new String[] {fill + ";" + tests, fill + ";" + trim, flat + ";" + lexTests};
  }

  // ---- chance, and scans ----

  @Test
  void randomMembersAreMembersAndAllComeSometime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      for (int size : new int[] {7, 100, 700}) {
        Set<String> members = fill(client, size);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10 * size; i++) {
          seen.add(client.text("ZRANDMEMBER", "s"));
        }
        assertThat(members).containsAll(seen);
        assertThat(seen.size()).isGreaterThan(size * 9 / 10);
        for (int count : new int[] {1, 3, size / 3, size / 3 + 1, size - 1, size, 2 * size}) {
          List<String> found = texts(client.call("ZRANDMEMBER", "s", "" + count));
          assertThat(new HashSet<>(found)).hasSize(Math.min(count, size)).hasSameSizeAs(found);
          assertThat(members).containsAll(found);
          checkPairs(texts(client.call("ZRANDMEMBER", "s", "" + count, "WITHSCORES")));
        }
        List<String> repeated = texts(client.call("ZRANDMEMBER", "s", "" + -3 * size));
        assertThat(repeated).hasSize(3 * size);
        assertThat(members).containsAll(repeated);
        checkPairs(texts(client.call("ZRANDMEMBER", "s", "" + -3 * size, "WITHSCORES")));
      }
    }
  }

  /** Each member's score is what its name says. */
  private static void checkPairs(List<String> pairs) {
    assertThat(pairs).isNotEmpty();
    for (int i = 0; i < pairs.size(); i += 2) {
      assertThat(pairs.get(i)).isEqualTo("m" + pairs.get(i + 1));
    }
  }

  @Test
  void aScanOfATableComesByWhateverIsThereAllTheTime() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      Set<String> members = fill(client, 3000);
      Set<String> found = new HashSet<>();
      String cursor = "0";
      int added = 0;
      do {
        Reply.Aggregate reply =
            (Reply.Aggregate) client.call("ZSCAN", "s", cursor, "COUNT", "50", "MATCH", "m*");
        cursor = RespClient.textOf(reply.elements().get(0));
        List<String> pairs = texts(reply.elements().get(1));
        for (int i = 0; i < pairs.size(); i += 2) {
          assertThat("m" + pairs.get(i + 1)).isEqualTo(pairs.get(i));
          found.add(pairs.get(i));
        }
        for (int i = 0; i < 100; i++) {
          client.call("ZADD", "s", "7", "other" + added++);
        }
      } while (!cursor.equals("0"));
      assertThat(found).isEqualTo(members);
    }
  }

  private static Set<String> fill(RespClient client, int size) {
    Set<String> members = new TreeSet<>();
    client.call("DEL", "s");
    for (int i = 0; i < size; i++) {
      members.add("m" + i);
      client.call("ZADD", "s", "" + i, "m" + i);
    }
    return members;
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Aggregate) reply).elements().stream().map(RespClient::textOf).toList();
  }

  // ---- what INFO counts ----

  @Test
  void sourcesAreHitsAndMisses() {
    String script =
        "ZADD a 1 x;CONFIG RESETSTAT;ZRANGE a 0 -1;ZSCORE n x;ZUNIONSTORE d 2 a n;"
            + "ZRANGESTORE d a 0 1;ZRANGESTORE d n 0 1;ZPOPMIN a;ZADD a 1 x;ZUNION 3 a a n;"
            + "SADD s 1;SUNIONSTORE d s n;SINTERSTORE d s n";
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      Scripts.run(ours, script);
      Scripts.run(reference, script);
      assertThat(hitsAndMisses(ours)).isEqualTo(hitsAndMisses(reference)).hasSize(2);
    }
  }

  private static List<String> hitsAndMisses(RunningServer server) {
    try (RespClient client = server.client()) {
      return client
          .text("INFO", "stats")
          .lines()
          .filter(line -> line.matches("keyspace_(hits|misses):[0-9]+"))
          .toList();
    }
  }
}
