package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What random scripts avoid, since Valkey 8 does it otherwise: here ours is redis-server's way. */
class ReferencesDisagreeTest {
  /** Commands of one connection, separated by semicolons; words by single spaces. */
  private static final List<String> SCRIPTS =
      List.of(
          "MULTI;MULTI;SET a 1;EXEC;GET a",
          "MULTI;WATCH a;SET a 1;EXEC;GET a",
          "SET a 1;SET a 2 EXAT 1;DBSIZE;GET a;DBSIZE",
          "SET a 1 PXAT 1;DBSIZE;TTL a;DBSIZE",
          "SET a 1;SCAN 0 TYPE nosuch;SCAN 0 TYPE string;SCAN 0 TYPE list COUNT 100",
          "SCAN x;SCAN 0 COUNT x;SCAN  COUNT 0;SCAN 1.5;SCAN 18446744073709551616",
          "CLIENT SETNAME a\0b;CLIENT GETNAME",
          "RPUSH a x y;LSET a 4294967296 z;LSET a -4294967297 z;LSET a 9223372036854775807 z",
          "WAIT 0 9223372036854775807;WAIT -1 0;WAIT 0 -1;WAIT x 0;WAIT 0 x");

  @Test
  void areAnsweredAsByRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      for (String script : SCRIPTS) {
        assertThat(run(ours, script)).as(script).isEqualTo(run(reference, script));
      }
    }
  }

  private static List<String> run(RunningServer server, String script) {
    List<String> replies = new ArrayList<>();
    try (RespClient client = server.client()) {
      client.call("FLUSHALL");
      for (String command : script.split(";", -1)) {
        replies.add(client.callRaw(command.split(" ", -1)));
      }
    }
    return replies;
  }
}
