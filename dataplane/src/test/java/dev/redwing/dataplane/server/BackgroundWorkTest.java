package dev.redwing.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the loop does on the side lets clients in between its slices. */
class BackgroundWorkTest {
  private static final int COMMANDS = 2000;
  private static final int MEMBERS_A_COMMAND = 100;
  private static final Pattern PENDING = Pattern.compile("lazyfree_pending_objects:(\\d+)");

  @Test
  void clientsAreServedWhileABigSetIsFreed() {
    try (TestServer server = TestServer.start();
        RespClient client = server.client()) {
      fill(client);
      client.call("UNLINK", "set");
      List<Long> pending = new ArrayList<>();
      do {
        pending.add(pendingFrees(client));
      } while (pending.getLast() > 0);
      // All of it between two replies is all of it at once, however thin it was sliced.
      assertThat(pending.stream().distinct()).hasSizeGreaterThan(4);
    }
  }

  private static void fill(RespClient client) {
    String[] words = new String[2 + MEMBERS_A_COMMAND];
    words[0] = "SADD";
    words[1] = "set";
    for (int i = 0; i < COMMANDS; i++) {
      for (int j = 0; j < MEMBERS_A_COMMAND; j++) {
        words[2 + j] = "member:" + (i * MEMBERS_A_COMMAND + j);
      }
      client.call(words);
    }
  }

  private static long pendingFrees(RespClient client) {
    Matcher matcher = PENDING.matcher(client.text("INFO", "memory"));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
