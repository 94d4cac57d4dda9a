package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.bytes.StringLimit;
import dev.redwing.dataplane.testing.ReferenceServer;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.RunningServer;
import dev.redwing.dataplane.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values as large as the limit allows, and larger ones. */
class HugeValueTest {
  private static final int MIB = 1 << 20;

  /** Of proto-max-bulk-len, the default. */
  private static final long LIMIT = 512L * MIB;

  private static List<String> beyondTheLimit(RunningServer server) {
    List<String> replies = new ArrayList<>();
    try (RespClient client = server.client()) {
      String limit = Long.toString(LIMIT);
      replies.add(client.text("SETRANGE", "key", limit, "x"));
      replies.add(client.text("SETRANGE", "key", Long.toString(LIMIT * 2), "x"));
      replies.add(client.text("EXISTS", "key"));
      client.text("SET", "short", "value");
      replies.add(client.text("SETRANGE", "short", limit, "x"));
      replies.add(client.text("GET", "short"));
    }
    return replies;
  }

  @Test
  void aValueBeyondTheLimitIsRefusedAsByRedis() {
    try (TestServer ours = TestServer.start();
        RunningServer redis = ReferenceServer.start()) {
      assertThat(beyondTheLimit(ours)).isEqualTo(beyondTheLimit(redis));
    }
  }

  @Test
  @Tag("long")
  void theLongestValueIsAValueLikeAnyOther() {
    int size = StringLimit.MAX_BYTES;
    try (TestServer server =
            TestServer.start(
                "--proto-max-bulk-len",
                "2gb",
                "--enable-debug-command",
                "yes",
                "--appendonly",
                "yes");
        RespClient client = server.client().patient(Duration.ofMinutes(5))) {
      String last = Integer.toString(size - 2);
      assertThat(client.text("SETRANGE", "key", last, "x")).isEqualTo(Integer.toString(size - 1));
      assertThat(client.text("APPEND", "key", "y")).isEqualTo(Integer.toString(size));
      assertThat(client.text("APPEND", "key", "z"))
          .isEqualTo("-ERR string exceeds maximum allowed size (proto-max-bulk-len)");
      assertThat(client.text("COPY", "key", "copy")).isEqualTo("1");
      assertThat(client.text("DEL", "key")).isEqualTo("1");
      assertThat(client.text("DEBUG", "LOADAOF")).isEqualTo("OK");
      assertThat(client.text("GETRANGE", "copy", last, "-1")).isEqualTo("xy");
      assertThat(client.text("DEBUG", "RELOAD")).isEqualTo("OK");
      assertThat(client.text("STRLEN", "copy")).isEqualTo(Integer.toString(size));
      assertThat(client.text("GETRANGE", "copy", last, "-1")).isEqualTo("xy");
      assertThat(client.text("DEL", "copy")).isEqualTo("1");
    }
    // Closing it proves that no byte is left.
  }
}
