package dev.redwing.dataplane.server;

import dev.redwing.dataplane.aof.AofLoader;
import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.client.Connection;
import dev.redwing.dataplane.client.NoConnection;
import dev.redwing.dataplane.env.Clock;
import dev.redwing.dataplane.env.Dialer;
import dev.redwing.dataplane.replication.link.MasterLink;
import dev.redwing.dataplane.resp.ReplyBuffers;
import dev.redwing.dataplane.resp.ReplyWriter;
import io.netty.buffer.ByteBufAllocator;

/** Clients in whose name commands run that no client sent: those of an AOF and of the master. */
final class InternalClients implements AofLoader.ClientFactory, MasterLink.MasterClients {
  private final ClientRegistry clients;
  private final Clock clock;
  private final ByteBufAllocator allocator;
  private final ReplyWriter ignored;

  InternalClients(ClientRegistry clients, Clock clock, ByteBufAllocator allocator) {
    this.clients = clients;
    this.clock = clock;
    this.allocator = allocator;
    this.ignored = new ReplyWriter(new ReplyBuffers(allocator));
  }

  /** For an AOF: on no list, its replies are dropped command by command. */
  @Override
  public Client create() {
    Client client =
        new Client(clients.nextId(), new NoConnection(), ignored, "", "", clock.wallMillis());
    client.set(ClientFlag.MASTER);
    return client;
  }

  /** For the link to the master: CLIENT LIST shows it, CLIENT KILL breaks the link. */
  @Override
  public Client open(Connection connection, Dialer.Link link) {
    Client client =
        new Client(
            clients.nextId(),
            connection,
            new ReplyWriter(new ReplyBuffers(allocator)),
            link.remoteAddress(),
            link.localAddress(),
            clock.wallMillis());
    client.set(ClientFlag.MASTER);
    clients.add(client);
    return client;
  }

  @Override
  public void close(Client client) {
    clients.remove(client);
    client.reply().release();
  }

  void release() {
    ignored.release();
  }
}
