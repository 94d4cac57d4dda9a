package dev.redwing.dataplane.net;

import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.resp.InlineParser;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.stats.Counters;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** What all client connections of a loop share. */
record ConnectionContext(
    Loop loop,
    RequestHandler handler,
    ClientRegistry clients,
    Counters counters,
    Config config,
    Clock clock,
    ProtocolLimits limits,
    InlineParser inline,
    RequestBatch batch) {

  private static final String TOO_MANY = "-ERR max number of clients reached\r\n";

  /** Why the connection is not served, as the bytes to send; empty when it is. */
  String refusal(Channel channel) {
    if (clients.count() >= config.maxclients()) {
      return TOO_MANY;
    }
    boolean open = config.requirepass().isEmpty() && config.protectedMode();
    return open && !isLocal(channel) ? ProtectedMode.DENIAL : "";
  }

  private static boolean isLocal(Channel channel) {
    return !(channel.remoteAddress() instanceof InetSocketAddress remote)
        || remote.getAddress().isLoopbackAddress();
  }
}
