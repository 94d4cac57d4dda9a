package dev.redwing.dataplane.commands;

import dev.redwing.dataplane.keyspace.Database;
import dev.redwing.dataplane.keyspace.Entry;
import dev.redwing.dataplane.keyspace.EntryVisitor;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.keyspace.KeyspaceSnapshot;
import dev.redwing.dataplane.keyspace.ValueType;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.NativeMemory;
import dev.redwing.dataplane.type.hash.HashWalk;
import dev.redwing.dataplane.type.list.ListWalk;
import dev.redwing.dataplane.type.set.SetWalk;
import dev.redwing.dataplane.type.zset.ZsetWalk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Entries in words, by their bytes and without a command: of the keyspace as it is, expired keys
 * too, or of a snapshot. The form that a value has is left out.
 */
final class EntryText implements AutoCloseable {
  private final ListWalk lists;
  private final SetWalk sets;
  private final HashWalk hashes;
  private final ZsetWalk zsets;

  EntryText(Arena arena) {
    lists = new ListWalk(arena);
    sets = new SetWalk(arena);
    hashes = new HashWalk(arena);
    zsets = new ZsetWalk(arena);
  }

  /** All entries, by {@code database:key}. */
  Map<String, String> of(Keyspace keyspace) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      EntryVisitor visitor = adding(texts, i);
      long cursor = 0;
      do {
        cursor = database.scan(cursor, 1000, visitor);
      } while (cursor != 0);
    }
    return texts;
  }

  Map<String, String> of(KeyspaceSnapshot snapshot) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < snapshot.databaseCount(); i++) {
      snapshot.forEach(i, adding(texts, i));
    }
    return texts;
  }

  private EntryVisitor adding(Map<String, String> texts, int database) {
    return address -> {
      String key = text(Entry.keyAddress(address), Entry.keyLength(address));
      String value = Entry.expireAtMillis(address) + " " + value(address);
      if (texts.put(database + ":" + key, value) != null) {
        throw new IllegalStateException("the key " + key + " is there twice");
      }
    };
  }

  private String value(long entry) {
    long value = Entry.valueAddress(entry);
    int encoding = Entry.encoding(entry);
    List<String> elements = new ArrayList<>();
    switch (Entry.type(entry)) {
      case ValueType.STRING -> {
        return Entry.isInt(entry)
            ? Long.toString(Entry.intValue(entry))
            : text(value, Entry.valueLength(entry));
      }
      case ValueType.LIST ->
          lists.forEach(encoding, value, (element, length) -> elements.add(text(element, length)));
      case ValueType.SET -> {
        sets.forEach(encoding, value, (member, length) -> elements.add(text(member, length)));
        elements.sort(null);
      }
      case ValueType.HASH -> {
        hashes.forEach(
            encoding,
            value,
            (field, length, text, textLength) ->
                elements.add(text(field, length) + "=" + text(text, textLength)));
        elements.sort(null);
      }
      default ->
          zsets.forEach(
              encoding,
              value,
              (member, length, score) -> elements.add(text(member, length) + "=" + score));
    }
    if (elements.isEmpty()) {
      throw new IllegalStateException("a collection without elements");
    }
    return elements.size() + " " + elements;
  }

  private static String text(long address, int length) {
    return new String(NativeMemory.toBytes(address, length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    lists.close();
    sets.close();
    hashes.close();
    zsets.close();
  }
}
