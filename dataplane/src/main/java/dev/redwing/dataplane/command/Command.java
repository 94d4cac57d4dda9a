package dev.redwing.dataplane.command;

import dev.redwing.dataplane.client.Client;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import dev.redwing.dataplane.command.spec.KeyFlag;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A command of the table: its declaration, its handler, and how often it ran. */
public final class Command {
  private static final Set<String> NOT_QUEUED =
      Set.of("exec", "discard", "multi", "watch", "quit", "reset");

  private final int id;
  private final CommandSpec spec;
  private final CommandHandler handler;
  private final boolean container;
  private final int flags;
  private final int firstKeyIndex;
  private final int memberIndex;
  private final byte[] ownName;
  private final boolean queued;
  private final boolean exec;
  private final List<Command> subcommands = new ArrayList<>();

  private @Nullable KeyFlagsChooser keyFlagsChooser;
  private @Nullable KeyFinder keyFinder;
  private @Nullable RefusalListener refusalListener;

  private long calls;
  private long nanos;
  private long rejectedCalls;
  private long failedCalls;

  Command(int id, CommandSpec spec, CommandHandler handler, boolean container) {
    this.id = id;
    this.spec = spec;
    this.handler = handler;
    this.container = container;
    flags = spec.flags();
    firstKeyIndex = spec.firstKeyIndex();
    memberIndex = spec.memberIndex();
    ownName = spec.ownName().getBytes(StandardCharsets.ISO_8859_1);
    queued = !NOT_QUEUED.contains(spec.name());
    exec = spec.name().equals("exec");
  }

  /** Counts from 0 in the order of registration, subcommands included: an index for tables. */
  public int id() {
    return id;
  }

  public CommandSpec spec() {
    return spec;
  }

  /** Full name in lower case, {@code config|get}. */
  public String name() {
    return spec.name();
  }

  CommandHandler handler() {
    return handler;
  }

  /** Whether it has subcommands. */
  public boolean isContainer() {
    return container;
  }

  public List<Command> subcommands() {
    return Collections.unmodifiableList(subcommands);
  }

  /** Bits of {@link Flag}. */
  int flags() {
    return flags;
  }

  public boolean is(Flag flag) {
    return (flags & flag.bit()) != 0;
  }

  /** Position of the argument that is always the first key, or 0. */
  int firstKeyIndex() {
    return firstKeyIndex;
  }

  /** Position of the argument that names a member of the first key's collection, or 0. */
  int memberIndex() {
    return memberIndex;
  }

  /** Whether it waits for EXEC between MULTI and EXEC. */
  boolean isQueued() {
    return queued;
  }

  boolean isExec() {
    return exec;
  }

  // ---- subcommands ----

  void add(Command subcommand) {
    subcommands.add(subcommand);
  }

  @Nullable Command subcommand(long address, int length) {
    for (int i = 0; i < subcommands.size(); i++) {
      if (subcommands.get(i).isCalled(address, length)) {
        return subcommands.get(i);
      }
    }
    return null;
  }

  private boolean isCalled(long address, int length) {
    if (length != ownName.length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = NativeMemory.getByte(address + i);
      if (b >= 'A' && b <= 'Z') {
        b += 'a' - 'A';
      }
      if (b != ownName[i]) {
        return false;
      }
    }
    return true;
  }

  // ---- keys ----

  /** Decides which flags a key has whose spec says {@code VARIABLE_FLAGS}. */
  @FunctionalInterface
  public interface KeyFlagsChooser {
    /** Bits of {@link KeyFlag} for the first key of {@code request}. */
    int choose(Request request);
  }

  /** To be called once, after registering. */
  public void chooseKeyFlagsBy(KeyFlagsChooser chooser) {
    keyFlagsChooser = chooser;
  }

  /** Finds the key that no key spec leads to: SORT's STORE may stand anywhere. */
  @FunctionalInterface
  public interface KeyFinder {
    /** The key, or null if {@code request} has none. */
    Keys.@Nullable Key find(Request request);
  }

  /** To be called once, after registering. */
  public void findKeyBy(KeyFinder finder) {
    keyFinder = finder;
  }

  @Nullable KeyFinder keyFinder() {
    return keyFinder;
  }

  /** What is to be done when a request for the command is refused before it runs. */
  public interface RefusalListener {
    void refused(Client client);
  }

  /** To be called once, after registering. */
  public void whenRefused(RefusalListener listener) {
    refusalListener = listener;
  }

  void refused(Client client) {
    countRejected();
    if (refusalListener != null) {
      refusalListener.refused(client);
    }
  }

  @Nullable KeyFlagsChooser keyFlagsChooser() {
    return keyFlagsChooser;
  }

  // ---- statistics ----

  public long calls() {
    return calls;
  }

  /** Time spent in it, in microseconds. */
  public long totalMicros() {
    return nanos / 1000;
  }

  /** How often it was refused before it ran. */
  public long rejectedCalls() {
    return rejectedCalls;
  }

  /** How often it answered with an error. */
  public long failedCalls() {
    return failedCalls;
  }

  public void resetStatistics() {
    calls = 0;
    nanos = 0;
    rejectedCalls = 0;
    failedCalls = 0;
  }

  /** So many calls took so long together. */
  void countCalls(int moreCalls, long moreNanos) {
    calls += moreCalls;
    nanos += moreNanos;
  }

  void countRejected() {
    rejectedCalls++;
  }

  void countFailed() {
    failedCalls++;
  }

  @Override
  public String toString() {
    return spec.name();
  }
}
