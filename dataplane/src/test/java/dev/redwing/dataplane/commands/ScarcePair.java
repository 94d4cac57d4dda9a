package dev.redwing.dataplane.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.client.ClientRegistry;
import dev.redwing.dataplane.command.Deletions;
import dev.redwing.dataplane.commands.connection.ConnectionCommands;
import dev.redwing.dataplane.commands.generic.GenericCommands;
import dev.redwing.dataplane.commands.hash.HashCommands;
import dev.redwing.dataplane.commands.list.ListCommands;
import dev.redwing.dataplane.commands.persistence.DumpCommands;
import dev.redwing.dataplane.commands.server.CommandHarness;
import dev.redwing.dataplane.commands.server.KeyspaceCommands;
import dev.redwing.dataplane.commands.set.SetCommands;
import dev.redwing.dataplane.commands.string.StringCommands;
import dev.redwing.dataplane.commands.transaction.TransactionCommands;
import dev.redwing.dataplane.commands.zset.ZsetCommands;
import dev.redwing.dataplane.env.RandomSource;
import dev.redwing.dataplane.env.SplitMixRandom;
import dev.redwing.dataplane.keyspace.ExpiryMode;
import dev.redwing.dataplane.keyspace.Types;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.propagate.EffectSink;
import dev.redwing.dataplane.resp.Reply;
import dev.redwing.dataplane.resp.ReplyReader;
import dev.redwing.dataplane.testing.RespClient;
import dev.redwing.dataplane.tx.Watches;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;

/**
 * A master and a replica without a network: the replica runs what the master propagates and nothing
 * else, so it tells whether that is what the master has done. Only the master is short of memory.
 */
final class ScarcePair implements AutoCloseable {
  final CommandHarness master = newSide();
  private final CommandHarness replica = newSide();
  private final EntryText masterText = new EntryText(master.keyspace.arena());
  private final EntryText replicaText = new EntryText(replica.keyspace.arena());
  private final ReplyReader effects = new ReplyReader();

  /** How many commands the replica has got. */
  private long propagated;

  ScarcePair() {
    master.effects.addSink(
        new EffectSink() {
          @Override
          public boolean wantsEffects() {
            return true;
          }

          @Override
          public void accept(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            effects.feed(copy, 0, copy.length);
          }
        });
    master.keyspace.addObserver(new Deletions(master.effects, () -> false, () -> false));
    replica.keyspace.setExpiryMode(ExpiryMode.KEEP);
  }

  private static CommandHarness newSide() {
    CommandHarness side = new CommandHarness();
    RandomSource random = new SplitMixRandom(1);
    Types types = side.keyspace.types();
    new ConnectionCommands(side.config, new ClientRegistry(), side.state()).register(side.table);
    TransactionCommands.register(side.table, new Watches(side.keyspace, side.clock));
    GenericCommands.register(side.table, side.config, random);
    StringCommands.register(side.table, side.config);
    ListCommands.register(side.table, types.lists());
    HashCommands.register(side.table, types.hashes(), random);
    SetCommands.register(side.table, side.config, types.sets(), random);
    ZsetCommands.register(side.table, types.zsets(), types.sets(), random);
    new DumpCommands(side.config, side.keyspace).register(side.table);
    KeyspaceCommands.register(side.table, side.config, () -> false);
    return side;
  }

  Arena arena() {
    return master.keyspace.arena();
  }

  Map<String, String> contents() {
    return masterText.of(master.keyspace);
  }

  EntryText text() {
    return masterText;
  }

  long propagated() {
    return propagated;
  }

  /** Runs a command at the master. The replica does not hear of it before {@link #propagate}. */
  Reply run(String... words) {
    return master.run(words);
  }

  /** Lets the replica run what was propagated, and compares the two. */
  void propagate(String message) {
    master.effects.endTurn();
    for (Reply effect = effects.next(); effect != null; effect = effects.next()) {
      List<Reply> words = ((Reply.Aggregate) effect).elements();
      Reply reply = replica.run(words.stream().map(RespClient::textOf).toArray(String[]::new));
      assertThat(reply).as("%s, propagated as %s", message, words).isNotInstanceOf(FAILURE);
      propagated++;
    }
    assertThat(replicaText.of(replica.keyspace)).as(message).isEqualTo(contents());
  }

  private static final Class<?> FAILURE = Reply.Failure.class;

  /** Frees what waits to be freed. */
  void settle() {
    while (master.keyspace.doWork(0)) {
      // All of it.
    }
  }

  /** Removes all keys at both, and looks whether a block is left. */
  void flush(String message) {
    for (CommandHarness side : List.of(master, replica)) {
      side.keyspace.flushAll(false);
      while (side.keyspace.doWork(0)) {
        // All of it.
      }
      side.keyspace.arena().verify();
      assertThat(side.keyspace.arena().liveBlocks()).as("blocks left: %s", message).isZero();
    }
  }

  @Override
  public void close() {
    masterText.close();
    replicaText.close();
    master.close();
    replica.close();
  }
}
