package dev.redwing.dataplane.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** RANDOMKEY: random, so that no other server can be asked. */
class RandomKeyTest {
  private static final int KEYS = 20;

  /** That a key of twenty is missed so often is less likely than one in 10^22. */
  private static final int CALLS = 1000;

  @Test
  void everyKeyComesAndNoOther() {
    try (TestServer server = TestServer.start("--enable-debug-command", "yes");
        RespClient client = server.client()) {
      assertThat(client.callRaw("RANDOMKEY")).isEqualTo("$-1\r\n");
      TreeSet<String> keys = new TreeSet<>();
      for (int i = 0; i < KEYS; i++) {
        client.call("SET", "key:" + i, "1");
        keys.add("key:" + i);
      }
      client.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
      client.call("SET", "gone", "1", "PXAT", "1");
      TreeSet<String> seen = new TreeSet<>();
      for (int i = 0; i < CALLS; i++) {
        seen.add(client.text("RANDOMKEY"));
      }
      assertThat(seen).isEqualTo(keys);
    }
  }

  @Test
  void thereIsNoneWhenAllHaveExpired() {
    try (TestServer server = TestServer.start("--enable-debug-command", "yes");
        RespClient client = server.client()) {
      client.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
      for (int i = 0; i < KEYS; i++) {
        client.call("SET", "key:" + i, "1", "PXAT", "1");
      }
      assertThat(client.callRaw("RANDOMKEY")).isEqualTo("$-1\r\n");
    }
  }
}
