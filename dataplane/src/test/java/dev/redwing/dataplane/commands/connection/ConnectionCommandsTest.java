package dev.redwing.dataplane.commands.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConnectionCommandsTest {
  /** Commands of one connection, separated by semicolons; words by single spaces. */
  private static final List<String> SAME_AS_REFERENCE =
      List.of(
          "AUTH x;AUTH a b;AUTH default b;AUTH a b c;AUTH",
          "HELLO 4;HELLO x;HELLO 3 AUTH a b;HELLO 3 AUTH a;HELLO 3 SETNAME a b;HELLO 3 FOO",
          "HELLO 99999999999999999999",
          "SELECT 16;SELECT -1;SELECT x;SELECT 1;SELECT 99999999999;SELECT;SELECT 1 2",
          "PING;PING a;PING a b;ECHO;ECHO a;ECHO a b;ping;PiNg",
          "CLIENT;CLIENT FOO;CLIENT ID x;CLIENT SETNAME;CLIENT SETNAME ;CLIENT GETNAME",
          "CLIENT SETNAME abc;CLIENT GETNAME;CLIENT SETNAME a\nb;CLIENT GETNAME;RESET;"
              + "CLIENT GETNAME",
          "CLIENT KILL;CLIENT KILL x;CLIENT KILL ID x;CLIENT KILL ID 0;CLIENT KILL ID 99999",
          "CLIENT KILL TYPE foo;CLIENT KILL USER foo;CLIENT KILL SKIPME foo;CLIENT KILL FOO foo",
          "CLIENT KILL FOO;CLIENT KILL ID 1 FOO;CLIENT KILL ID 1 LADDR",
          "CLIENT KILL ADDR x TYPE normal;CLIENT KILL TYPE master;CLIENT KILL TYPE pubsub",
          "CLIENT KILL TYPE normal SKIPME no",
          "CLIENT LIST TYPE foo;CLIENT LIST TYPE master;CLIENT LIST FOO;CLIENT LIST TYPE",
          "CLIENT LIST ID;CLIENT LIST ID x;CLIENT LIST ID 0;CLIENT LIST ID 9999 10000",
          "CLIENT LIST TYPE normal x;CLIENT INFO x",
          "CLIENT NO-EVICT;CLIENT NO-EVICT x;CLIENT NO-EVICT on;CLIENT NO-EVICT OFF",
          "CLIENT REPLY x;CLIENT REPLY on",
          "CLIENT REPLY off;PING;CLIENT REPLY on",
          "CLIENT REPLY skip;PING;ECHO a",
          "CLIENT PAUSE x;CLIENT PAUSE -1;CLIENT PAUSE 10 FOO;CLIENT PAUSE 1 WRITE",
          "CLIENT PAUSE 99999999999999999999;CLIENT PAUSE 10 WRITE X;CLIENT PAUSE;CLIENT UNPAUSE",
          "CLIENT UNBLOCK x;CLIENT UNBLOCK 9999;CLIENT UNBLOCK 9999 FOO",
          "CLIENT UNBLOCK 9999 ERROR;CLIENT UNBLOCK 9999 ERROR X;CLIENT UNBLOCK x FOO",
          "HELLO 3 SETNAME a;PING;CLIENT GETNAME;RESET x;RESET;PING",
          "QUIT x",
          "QUIT;PING",
          "SHUTDOWN ABORT;SHUTDOWN SAVE NOSAVE;SHUTDOWN FOO;SHUTDOWN ABORT NOW");

  @Test
  void repliesAreThoseOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start()) {
      for (String script : SAME_AS_REFERENCE) {
        assertThat(run(ours, script)).as(script).isEqualTo(run(reference, script));
      }
    }
  }

  @Test
  void repliesWithAPasswordAreThoseOfRedis() {
    List<String> scripts =
        List.of(
            "PING;AUTH x;AUTH default x;AUTH secret;PING;RESET;PING",
            "AUTH default secret;PING",
            "HELLO;HELLO 3;HELLO 3 AUTH default x;PING",
            "HELLO 3 AUTH default secret SETNAME n;PING;CLIENT GETNAME",
            "FOO;ECHO;QUIT",
            "CLIENT LIST;CLIENT ID");
    try (ReferenceServer reference = ReferenceServer.start("--requirepass", "secret");
        TestServer ours = TestServer.start("--requirepass", "secret")) {
      for (String script : scripts) {
        assertThat(run(ours, script)).as(script).isEqualTo(run(reference, script));
      }
    }
  }

  /** Replies as bytes, up to a PING that marks the end or until the server closes. */
  private static List<String> run(RunningServer server, String script) {
    List<String> replies = new ArrayList<>();
    try (RespClient client = server.client()) {
      awaitAlone(client);
      ByteArrayOutputStream commands = new ByteArrayOutputStream();
      for (String command : script.split(";", -1)) {
        commands.writeBytes(RespClient.encode(command.split(" ", -1)));
      }
      commands.writeBytes(RespClient.encode("ECHO", "end"));
      client.sendBytes(commands.toByteArray());
      try {
        String reply = "";
        while (!reply.contains("end") && !reply.startsWith("-NOAUTH end")) {
          reply = client.readRaw();
          replies.add(comparable(reply));
          if (replies.size() > script.split(";", -1).length) {
            break;
          }
        }
      } catch (UncheckedIOException closed) {
        replies.add("closed");
      }
    }
    return replies;
  }

  /**
   * Until the server has noticed that the previous script's connection is closed: CLIENT KILL and
   * CLIENT LIST count it until then. A server that asks for a password answers with one line, too.
   */
  private static void awaitAlone(RespClient client) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> client.text("CLIENT", "LIST").lines().count() == 1);
  }

  /** Without what differs between two servers, and between two connections. */
  private static String comparable(String reply) {
    return reply.contains("proto\r\n") ? "a greeting" : reply;
  }

  @Test
  void clientListHasTheFieldsOfRedis() {
    try (ReferenceServer reference = ReferenceServer.start();
        TestServer ours = TestServer.start();
        RespClient theirClient = reference.client();
        RespClient ourClient = ours.client()) {
      List<String> expected = fields(theirClient.text("CLIENT", "LIST"));
      // Those two came with 7.2.
      expected.addAll(List.of("lib-name", "lib-ver"));
      assertThat(fields(ourClient.text("CLIENT", "INFO"))).isEqualTo(expected);
    }
  }

  private static List<String> fields(String line) {
    List<String> names = new ArrayList<>();
    for (String field : line.strip().split(" ", -1)) {
      names.add(field.substring(0, field.indexOf('=')));
    }
    return names;
  }

  @Test
  void helloTellsWhatItIs() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      assertThat(client.call("HELLO", "3"))
          .isInstanceOfSatisfying(
              Reply.Aggregate.class,
              map -> {
                assertThat(map.type()).isEqualTo('%');
                assertThat(map.elements())
                    .startsWith(new Reply.Bulk("server"), new Reply.Bulk("redis"));
              });
      assertThat(client.callRaw("HELLO", "2")).startsWith("*14\r\n$6\r\nserver\r\n");
    }
  }

  @Test
  void setInfoShowsInClientInfo() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      assertThat(client.text("CLIENT", "SETINFO", "lib-name", "jedis(x)")).isEqualTo("OK");
      assertThat(client.text("CLIENT", "SETINFO", "LIB-VER", "1.2")).isEqualTo("OK");
      assertThat(client.text("CLIENT", "INFO")).contains(" lib-name=jedis(x) lib-ver=1.2");
      assertThat(client.text("CLIENT", "SETINFO", "lib-ver", "a b"))
          .isEqualTo("-ERR lib-ver cannot contain spaces, newlines or special characters.");
      assertThat(client.text("CLIENT", "SETINFO", "x", "y"))
          .isEqualTo("-ERR Unrecognized option 'x'");
    }
  }

  @Test
  void killsAnotherConnection() {
    try (TestServer server = TestServer.start();
        RespClient killer = server.client();
        RespClient victim = server.client()) {
      String id = victim.text("CLIENT", "ID");
      assertThat(killer.text("CLIENT", "KILL", "ID", id)).isEqualTo("1");
      assertThat(victim.readUntilClosed()).isEmpty();
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> killer.text("CLIENT", "LIST").lines().count() == 1);
    }
  }

  @Test
  void aPauseHoldsCommandsBackUntilItsEnd() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client();
        RespClient other = server.client()) {
      other.text("PING");
      assertThat(client.text("CLIENT", "PAUSE", "200", "ALL")).isEqualTo("OK");
      long began = System.nanoTime();
      other.sendRaw("ECHO \"a b\"\r\nPING\r\n");
      assertThat(RespClient.textOf(other.read())).isEqualTo("a b");
      assertThat(RespClient.textOf(other.read())).isEqualTo("PONG");
      assertThat(System.nanoTime() - began).isGreaterThan(150_000_000L);
    }
  }
}
