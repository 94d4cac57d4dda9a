package dev.redwing.dataplane.collect;

import java.util.Arrays;

/**
 * Whether the keys of a {@link ListPack} from outside are all different: their hashes are sorted,
 * and only if two are equal is each key looked for among the others. O(n log n).
 */
public final class Distinct implements AutoCloseable {
  private final PackText text = new PackText();
  private long[] hashes = new long[64];

  /** {@code step} elements belong together, the first being the key. */
  public boolean areKeys(long pack, int step) {
    int count = 0;
    int index = 0;
    for (int at = ListPack.first(pack); at != ListPack.NONE; at = ListPack.next(pack, at)) {
      if (index % step == 0) {
        if (count == hashes.length) {
          hashes = Arrays.copyOf(hashes, 2 * count);
        }
        text.read(pack, at);
        hashes[count] = Hashing.hash(text.address(), text.length());
        count++;
      }
      index++;
    }
    Arrays.sort(hashes, 0, count);
    for (int i = 1; i < count; i++) {
      if (hashes[i - 1] == hashes[i]) {
        return areDifferent(pack, step);
      }
    }
    return true;
  }

  private boolean areDifferent(long pack, int step) {
    int at = ListPack.first(pack);
    while (at != ListPack.NONE) {
      text.read(pack, at);
      int next = at;
      for (int i = 0; i < step && next != ListPack.NONE; i++) {
        next = ListPack.next(pack, next);
      }
      if (next != ListPack.NONE
          && ListPack.find(pack, next, text.address(), text.length(), step - 1) != ListPack.NONE) {
        return false;
      }
      at = next;
    }
    return true;
  }

  @Override
  public void close() {
    text.close();
  }
}
