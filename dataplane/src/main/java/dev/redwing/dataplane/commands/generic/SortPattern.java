package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.CommandContext;
import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryValue;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.hash.HashType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of SORT's BY and GET: a key's name with the element in place of its first asterisk,
 * {@code key->field} for a hash's field, {@code #} for the element itself. One character is one
 * byte.
 *
 * @param text as it came
 * @param place where the asterisk is; -1 without
 * @param arrow where {@code ->} is, with a field after it; -1 without
 */
record SortPattern(String text, int place, int arrow) {
  private static final int NONE = -1;

  static SortPattern of(CommandContext context, int argument) {
    String text = context.request().text(argument);
    // As C reads it: an asterisk or an arrow behind a zero byte is none.
    int nul = text.indexOf('\0');
    String visible = nul < 0 ? text : text.substring(0, nul);
    int place = visible.indexOf('*');
    int arrow = place < 0 ? NONE : visible.indexOf("->", place + 1);
    return new SortPattern(text, place, arrow + 2 < visible.length() ? arrow : NONE);
  }

  boolean hasPlace() {
    return place >= 0;
  }

  /** What the pattern leads to from this element, or null. */
  byte @Nullable [] lookup(CommandContext context, byte[] element) {
    if (text.equals("#")) {
      return element;
    }
    if (!hasPlace()) {
      return null;
    }
    String name =
        text.substring(0, place)
            + new String(element, StandardCharsets.ISO_8859_1)
            + text.substring(place + 1, arrow < 0 ? text.length() : arrow);
    try (NativeBuffer key = copyOf(name)) {
      Database database = context.database();
      long hash = Database.hash(key.address(), name.length());
      long ref = database.lookup(hash, key.address(), name.length(), context.nowMillis());
      if (ref == 0) {
        return null;
      }
      return arrow < 0 ? string(database.address(ref)) : field(context, hash, ref);
    }
  }

  private static byte @Nullable [] string(long entry) {
    if (Entry.type(entry) != ValueType.STRING) {
      return null;
    }
    return Entry.isInt(entry)
        ? Long.toString(Entry.intValue(entry)).getBytes(StandardCharsets.ISO_8859_1)
        : NativeMemory.toBytes(Entry.valueAddress(entry), Entry.valueLength(entry));
  }

  private byte @Nullable [] field(CommandContext context, long hash, long ref) {
    if (Entry.type(context.database().address(ref)) != ValueType.HASH) {
      return null;
    }
    EntryValue value = new EntryValue(context.keyspace()).attach(context.database(), hash, ref);
    HashType hashes = context.keyspace().types().hashes();
    String name = text.substring(arrow + 2);
    try (NativeBuffer field = copyOf(name)) {
      return hashes.find(value, field.address(), name.length())
          ? NativeMemory.toBytes(hashes.valueAddress(), hashes.valueLength())
          : null;
    }
  }

  private static NativeBuffer copyOf(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    NativeBuffer buffer = new NativeBuffer(Math.max(1, bytes.length));
    NativeMemory.copyIn(bytes, 0, buffer.address(), bytes.length);
    return buffer;
  }
}
