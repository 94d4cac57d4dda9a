package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.client.ClientFlag;
import dev.redwing.dataplane.collect.Encoding;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.memory.OutOfNativeMemoryException;
import dev.redwing.dataplane.propagate.EffectStream;
import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a handler works with: the request, who sent it, the data, the reply, and the account of what
 * it changed. One per depth of nesting (EXEC runs commands inside a command), reused for every
 * command: a handler does not keep it.
 *
 * <p>A handler that changed data says so by {@link #changed}; its command is then propagated as it
 * came, unless the handler has propagated something else ({@link #propagate}) or says {@link
 * #propagateNothing}.
 *
 * <p>Memory may run out in the middle. What a handler asks of the keyspace or of a type is done
 * then or not; one that asks for several things, one after the other as its arguments name them,
 * says each time how far it has come, and the command is propagated up to there.
 */
public final class CommandContext {
  private final Dispatcher dispatcher;
  private final Keyspace keyspace;
  private final EffectStream effects;
  private final Arguments arguments;
  private final EntryValue value;
  private final EntryValue secondValue;

  private Client client;
  private Command command;
  private Request request;
  private ReplyWriter reply;
  private Database database;
  private long nowMillis;

  /** Hash of the argument {@link #hashedIndex}, from the batch's hash pass. */
  private long hash;

  private int hashedIndex;

  private long changes;
  private boolean replaced;

  /** The words before this one are done, when {@link #changes} is not 0. */
  private int doneWords;

  /** The last collection that the command has made, if any: it may still be empty. */
  private @Nullable EntryValue created;

  @SuppressWarnings("NullAway.Init") // set by begin, before any handler sees it
  CommandContext(Dispatcher dispatcher, Keyspace keyspace, EffectStream effects) {
    this.dispatcher = dispatcher;
    this.keyspace = keyspace;
    this.effects = effects;
    request = new Request();
    arguments = new Arguments(this, request);
    value = new EntryValue(keyspace);
    secondValue = new EntryValue(keyspace);
  }

  void begin(
      Client client, Command command, Request request, int hashedIndex, long hash, long nowMillis) {
    this.client = client;
    this.command = command;
    this.request = request;
    this.hashedIndex = hashedIndex;
    this.hash = hash;
    this.nowMillis = nowMillis;
    reply = client.reply();
    database = keyspace.database(client.databaseIndex());
    changes = 0;
    replaced = false;
    doneWords = request.count();
    created = null;
  }

  // ---- the request ----

  /** The arguments where they lie; argument 0 is the command's name. Valid until the reply. */
  public Request request() {
    return request;
  }

  /** Number of arguments, the command's name included. */
  public int count() {
    return request.count();
  }

  public long address(int index) {
    return request.address(index);
  }

  public int length(int index) {
    return request.length(index);
  }

  /** Whether the argument is {@code word}, whose letters are upper-case ASCII, in any case. */
  public boolean is(int index, String word) {
    return request.is(index, word);
  }

  /** Reads the arguments after the command's name. */
  public Arguments arguments() {
    return arguments(1);
  }

  /** Reads the arguments from {@code index} on. */
  public Arguments arguments(int index) {
    return arguments.restart(request, index);
  }

  /** Hash of the key that is argument {@code index}. */
  public long hash(int index) {
    return index == hashedIndex
        ? hash
        : Database.hash(request.address(index), request.length(index));
  }

  // ---- who asks, and about what ----

  public Command command() {
    return command;
  }

  public Client client() {
    return client;
  }

  public ReplyWriter reply() {
    return reply;
  }

  /** The database that the client has selected. */
  public Database database() {
    return database;
  }

  public Keyspace keyspace() {
    return keyspace;
  }

  /** The time for this command; the same for all commands of a transaction. */
  public long nowMillis() {
    return nowMillis;
  }

  /** The entry of the key that is argument {@code index}, as an access; or 0. */
  public long lookup(int index) {
    return counted(find(index));
  }

  /** The same of a key that is only read by a command that writes: a hit or a miss all the same. */
  public long lookupSource(int index) {
    long ref = find(index);
    dispatcher.countLookup(ref != 0);
    return ref;
  }

  private long find(int index) {
    return find(index, !client.is(ClientFlag.NO_TOUCH));
  }

  /** Like {@link #lookup} without counting as an access. */
  public long peek(int index) {
    return counted(find(index, false));
  }

  private long find(int index, boolean isAccess) {
    long address = request.address(index);
    int length = request.length(index);
    try {
      return isAccess
          ? database.lookup(hash(index), address, length, nowMillis)
          : database.peek(hash(index), address, length, nowMillis);
    } catch (OutOfNativeMemoryException e) {
      // It has expired, and cannot be removed now. Who only reads need not know.
      if (command.is(Flag.READONLY)) {
        return 0;
      }
      throw e;
    }
  }

  /** Look-ups by commands that only read are hits and misses for INFO, as in Redis. */
  private long counted(long ref) {
    if (command.is(Flag.READONLY)) {
      dispatcher.countLookup(ref != 0);
    }
    return ref;
  }

  // ---- collections ----

  /**
   * The collection of the key that is argument {@code index}, as an access; without an entry if
   * there is none ({@link EntryValue#exists}); null if the key holds another type, which has then
   * been replied. The object is reused for the next {@code value} of this context.
   */
  public @Nullable EntryValue value(int index, int type) {
    return value(value, lookup(index), index, type);
  }

  /** The same of a key that is only read by a command that writes ({@link #lookupSource}). */
  public @Nullable EntryValue sourceValue(int index, int type) {
    return value(value, lookupSource(index), index, type);
  }

  /** The same in another object, for commands of two keys: where what they move goes. */
  public @Nullable EntryValue secondValue(int index, int type) {
    return value(secondValue, lookup(index), index, type);
  }

  private @Nullable EntryValue value(EntryValue target, long ref, int index, int type) {
    if (ref != 0 && Entry.type(database.address(ref)) != type) {
      reply.error(Errors.WRONG_TYPE);
      return null;
    }
    return target.attach(database, hash(index), ref);
  }

  /**
   * A new collection for the absent key that is argument {@code index}: an empty listpack. Should
   * memory run out before there is something in it, it goes again.
   */
  public void create(EntryValue target, int index, int type) {
    target.create(
        database,
        hash(index),
        address(index),
        length(index),
        type,
        Encoding.LISTPACK,
        ListPack.EMPTY_BYTES);
    ListPack.init(target.address());
    created = target;
  }

  // ---- what became of it ----

  /** {@code count} keys or elements were changed. */
  public void changed(long count) {
    changes += count;
  }

  /** The same for a part of the command: the words before {@code endWord} are done. */
  public void changed(long count, int endWord) {
    changes += count;
    doneWords = endWord;
  }

  /** The same for an element of a collection; the first one is told to whoever watches the key. */
  public void changed(EntryValue target, int endWord) {
    if (changes == 0 && target.exists()) {
      target.touched();
    }
    changed(1, endWord);
  }

  /** How much {@link #changed} has counted. */
  public long changes() {
    return changes;
  }

  /**
   * Begins a command of {@code words} words that is propagated instead of this one; the caller
   * appends the words at once. May be called several times.
   */
  public EffectStream propagate(int words) {
    replaced = true;
    return effects.begin(client.databaseIndex(), words);
  }

  /** Nothing is propagated for this command, whatever it changed. */
  public void propagateNothing() {
    replaced = true;
  }

  /** Propagates this command as it came although it may have changed nothing. */
  public void propagateAnyway() {
    replaced = true;
    effects.append(client.databaseIndex(), request, request.count());
  }

  void finish() {
    finish(request.count());
  }

  /** Instead of {@link #finish} when memory has run out. */
  void abort() {
    if (created != null && created.exists() && created.isEmpty()) {
      created.delete();
    }
    finish(doneWords);
  }

  private void finish(int words) {
    if (changes > 0) {
      keyspace.addDirty(changes);
      if (!replaced) {
        effects.append(client.databaseIndex(), request, words);
      }
    }
  }

  // ---- other commands, waiting ----

  /** Whether the client can be made to wait; not within a transaction. */
  public boolean mayBlock() {
    return !client.is(ClientFlag.MULTI) && !dispatcher.isNested();
  }

  /** Runs another command for the same client, its reply going where this one's goes. */
  public void call(Command other, Request otherRequest) {
    dispatcher.callNested(client, other, otherRequest);
  }

  /** What is known of the server's commands. */
  public CommandTable commands() {
    return dispatcher.table();
  }
}
