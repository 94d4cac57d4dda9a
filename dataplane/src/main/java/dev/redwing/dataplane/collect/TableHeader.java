package dev.redwing.dataplane.collect;

import static dev.redwing.dataplane.memory.NativeMemory.getLong;
import static dev.redwing.dataplane.memory.NativeMemory.putLong;

/**
 * The value bytes of an entry whose collection is too big to lie in them.
 *
 * <pre>
 *  0 long dictRoot   TABLE, SKIPLIST: {@link InnerDict#root}; QUICKLIST: 0
 *  8 long size       elements
 * 16 long treeRoot   SKIPLIST, QUICKLIST: root of the tree; TABLE: 0
 * </pre>
 */
public final class TableHeader {
  public static final int BYTES = 24;
  private static final int DICT_ROOT = 0;
  private static final int SIZE = 8;
  private static final int TREE_ROOT = 16;

  private TableHeader() {}

  public static long dictRoot(long value) {
    return getLong(value + DICT_ROOT);
  }

  public static long size(long value) {
    return getLong(value + SIZE);
  }

  public static long treeRoot(long value) {
    return getLong(value + TREE_ROOT);
  }

  public static void write(long value, long dictRoot, long size, long treeRoot) {
    putLong(value + DICT_ROOT, dictRoot);
    putLong(value + SIZE, size);
    putLong(value + TREE_ROOT, treeRoot);
  }
}
