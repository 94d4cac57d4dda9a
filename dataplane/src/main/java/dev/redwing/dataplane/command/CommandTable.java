package dev.redwing.dataplane.command;

import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.resp.Request;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All commands, by name in any case.
 *
 * <p>Looked up from the bytes of a request: open addressing over a hash of length and the first
 * eight letters, folded to lower case by one bit each. A name of up to eight letters is equal when
 * that is; others are compared byte by byte.
 */
public final class CommandTable {
  /** Twenty times the number of Redis's commands keeps chains at length one. */
  private static final int SLOTS = 8192;

  private static final int SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);
  private static final long FOLD = 0x2020_2020_2020_2020L;
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private final @Nullable Command[] slots = new @Nullable Command[SLOTS];
  private final String[] slotNames = new String[SLOTS];

  /** The folded name where it tells all of it, else 0, which no folded name is. */
  private final long[] slotLetters = new long[SLOTS];

  private final Map<String, Command> byName = new LinkedHashMap<>();
  private final Map<String, Command> all = new LinkedHashMap<>();

  // ---- registration ----

  /** Adds a command, or with {@code a|b} a subcommand of the container {@code a}. */
  public Command register(CommandSpec.Builder declaration, CommandHandler handler) {
    CommandSpec spec = declaration.build(false);
    Command command = new Command(all.size(), spec, handler, false);
    if (spec.isSubcommand()) {
      Command container = byName.get(spec.containerName());
      if (container == null || !container.isContainer()) {
        throw new IllegalArgumentException("no container for " + spec.name());
      }
      container.add(command);
      all.put(spec.name(), command);
    } else {
      add(command);
    }
    return command;
  }

  /** Adds a command that only has subcommands. */
  public void container(CommandSpec.Builder declaration) {
    container(declaration, c -> c.reply().error(Errors.wrongArity(c.command().name())));
  }

  /** Adds a command that has subcommands and does something alone, too. */
  public void container(CommandSpec.Builder declaration, CommandHandler handler) {
    add(new Command(all.size(), declaration.build(true), handler, true));
  }

  private void add(Command command) {
    if (all.put(command.name(), command) != null) {
      throw new IllegalArgumentException(command.name() + " is registered twice");
    }
    put(command.name(), command);
  }

  /** Lets a command be called by another name; an empty one removes it. As rename-command does. */
  public void rename(String name, String newName) {
    Command command = byName.remove(name.toLowerCase(Locale.ROOT));
    if (command == null) {
      throw new IllegalArgumentException("no command " + name);
    }
    Map<String, Command> rest = new LinkedHashMap<>(byName);
    byName.clear();
    Arrays.fill(slots, null);
    rest.forEach(this::put);
    if (!newName.isEmpty()) {
      put(newName.toLowerCase(Locale.ROOT), command);
    }
  }

  private void put(String name, Command command) {
    byName.put(name, command);
    long folded = 0;
    for (int i = Math.min(name.length(), Long.BYTES) - 1; i >= 0; i--) {
      folded = folded << 8 | (name.charAt(i) & 0xff);
    }
    int slot = slot(folded | FOLD, name.length());
    while (slots[slot] != null) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    slots[slot] = command;
    slotNames[slot] = name;
    // The folding bit is set in every lower-case letter, and makes nothing else one.
    boolean letters = name.chars().allMatch(c -> c >= 'a' && c <= 'z');
    slotLetters[slot] = letters && name.length() <= Long.BYTES ? folded | FOLD : 0;
  }

  // ---- look-up ----

  /** The command or subcommand that {@code request} names, or null. */
  public @Nullable Command lookup(Request request) {
    Command command = find(request.address(0), request.length(0));
    if (command != null && command.isContainer() && request.count() > 1) {
      return command.subcommand(request.address(1), request.length(1));
    }
    return command;
  }

  /** The command with this name, no subcommand, or null. */
  @Nullable Command find(long address, int length) {
    long folded = firstEight(address, length) | FOLD;
    int slot = slot(folded, length);
    while (true) {
      Command command = slots[slot];
      if (command == null
          || (slotLetters[slot] == folded && slotNames[slot].length() == length)
          || isName(slotNames[slot], address, length)) {
        return command;
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  private static long firstEight(long address, int length) {
    if (length >= Long.BYTES) {
      return NativeMemory.getLong(address);
    }
    long value = 0;
    int at = 0;
    if ((length & 4) != 0) {
      value = NativeMemory.getInt(address) & 0xffff_ffffL;
      at = 4;
    }
    if ((length & 2) != 0) {
      value |= (NativeMemory.getShort(address + at) & 0xffffL) << (8 * at);
      at += 2;
    }
    if ((length & 1) != 0) {
      value |= (NativeMemory.getByte(address + at) & 0xffL) << (8 * at);
    }
    return value;
  }

  private static int slot(long folded, int length) {
    return (int) (((folded + length) * MULTIPLIER) >>> SHIFT);
  }

  private static boolean isName(String name, long address, int length) {
    if (name.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = NativeMemory.getByte(address + i);
      if (b >= 'A' && b <= 'Z') {
        b += 'a' - 'A';
      }
      if (b != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The command by its name, a subcommand as {@code config|get}, in any case; or null. */
  public @Nullable Command byName(String fullName) {
    String name = fullName.toLowerCase(Locale.ROOT);
    int bar = name.indexOf('|');
    Command command = byName.get(bar < 0 ? name : name.substring(0, bar));
    if (command == null || bar < 0) {
      return command;
    }
    for (Command subcommand : command.subcommands()) {
      if (subcommand.spec().ownName().equals(name.substring(bar + 1))) {
        return subcommand;
      }
    }
    return null;
  }

  /** The commands that can be called, subcommands not among them, in order of registration. */
  public Collection<Command> commands() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** All commands, and all subcommands behind their containers. */
  public Collection<Command> withSubcommands() {
    return Collections.unmodifiableCollection(all.values());
  }
}
