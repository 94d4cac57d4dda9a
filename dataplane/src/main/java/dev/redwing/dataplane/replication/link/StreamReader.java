package dev.redwing.dataplane.replication.link;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.propagate.CommandApplier;
import dev.redwing.dataplane.resp.InlineParser;
import dev.redwing.dataplane.resp.ProtocolLimits;
import dev.redwing.dataplane.resp.Request;
import dev.redwing.dataplane.resp.RequestBatch;
import dev.redwing.dataplane.resp.RequestDecoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master's stream as bytes: collects them, applies the commands that are complete, and counts
 * to the byte how far it came. Bytes count as applied when what they say is in the data, so those
 * of a MULTI only with its EXEC; only applied bytes are passed on to sub-replicas.
 */
final class StreamReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);
  private static final int FIRST_BYTES = 64 * 1024;
  private static final int KEPT_BYTES = 1024 * 1024;

  /** Takes the applied bytes of the stream, in order. */
  interface Sink {
    void applied(long address, int length);
  }

  private final CommandApplier applier;
  private final Client master;
  private final Sink sink;
  private final InlineParser inline = new InlineParser();
  private final RequestDecoder decoder = new RequestDecoder(new ProtocolLimits(), inline);
  private final RequestBatch batch = new RequestBatch();
  private final NativeBuffer buffer = new NativeBuffer(FIRST_BYTES);
  private int filled;
  private boolean acknowledgementWanted;

  /** {@code master} is the client in whose name commands run: it keeps the selected database. */
  StreamReader(CommandApplier applier, Client master, Sink sink) {
    this.applier = applier;
    this.master = master;
    this.sink = sink;
    decoder.setFromMaster(true);
  }

  Client master() {
    return master;
  }

  /** The database the next command is for. */
  int database() {
    return master.databaseIndex();
  }

  void select(int database) {
    master.selectDatabase(database);
  }

  /** Bytes that arrived and are not applied. */
  int pendingBytes() {
    return filled;
  }

  /** Whether the master asked for an acknowledgement since the last call. */
  boolean takeAcknowledgementWanted() {
    boolean wanted = acknowledgementWanted;
    acknowledgementWanted = false;
    return wanted;
  }

  /** Keeps bytes for {@link #apply}. */
  void collect(long address, int length) {
    buffer.grow((long) filled + length, filled);
    NativeMemory.copy(address, buffer.address() + filled, length);
    filled += length;
  }

  /** Applies all complete commands; why the stream cannot be understood, or null. */
  @Nullable String apply() {
    while (true) {
      decoder.decode(batch, buffer.address(), filled, RequestBatch.MAX_REQUESTS);
      int applied = 0;
      for (int i = 0; i < batch.size(); i++) {
        applyOne(batch.request(i));
        if (!master.is(ClientFlag.MULTI)) {
          applied = i + 1 < batch.size() ? batch.start(i + 1) : decoder.consumed();
        }
      }
      if (batch.size() == 0 && !master.is(ClientFlag.MULTI)) {
        applied = decoder.consumed();
      }
      if (applied > 0) {
        forget(applied);
      }
      if (decoder.error() != null || batch.size() == 0) {
        return decoder.error();
      }
    }
  }

  private void applyOne(Request request) {
    if (request.is(0, "REPLCONF")) {
      acknowledgementWanted |= request.count() > 1 && request.is(1, "GETACK");
    } else if (!applier.apply(master, request)) {
      // As Redis does: to break the link would only bring the same command again.
      LOG.atError()
          .addKeyValue("command", request.text(0))
          .log("The master sent a command that is unknown here: the data may differ now");
    }
  }

  private void forget(int applied) {
    sink.applied(buffer.address(), applied);
    filled -= applied;
    NativeMemory.copy(buffer.address() + applied, buffer.address(), filled);
    decoder.forget(applied);
    if (filled == 0) {
      buffer.shrink(KEPT_BYTES, 0);
    }
  }

  @Override
  public void close() {
    buffer.close();
    inline.close();
  }
}
