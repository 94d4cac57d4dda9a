package dev.redwing.dataplane.collect;

import dev.redwing.dataplane.memory.Arena;

/**
 * What a directory's entry holds, in one long, so that a look-up knows where in the segment to look
 * before it has touched the segment:
 *
 * <pre>
 * bits 0-38   reference of a segment or of a child directory; the whole long is 0 = nothing
 * bits 40-45  segment: depth, how many leading hash bits all its keys share
 *             directory: how many hash bits index it
 * bits 46-51  segment: base, at which hash bit the 24-bit windows in its slots begin
 * bits 52-62  segment: number of home positions
 * bit  63     directory
 * </pre>
 */
final class Link {
  static final int NONE = 0;

  private static final int DEPTH_SHIFT = 40;
  private static final int BASE_SHIFT = 46;
  private static final int HOMES_SHIFT = 52;
  private static final int SIX_BITS = 63;
  private static final int HOMES_MASK = 0x7ff;
  private static final long DIRECTORY = 1L << 63;

  private Link() {}

  static long segment(long ref, int depth, int base, int homes) {
    return ref
        | ((long) depth << DEPTH_SHIFT)
        | ((long) base << BASE_SHIFT)
        | ((long) homes << HOMES_SHIFT);
  }

  static long directory(long ref, int bits) {
    return DIRECTORY | ref | ((long) bits << DEPTH_SHIFT);
  }

  static boolean isDirectory(long link) {
    return link < 0;
  }

  static long ref(long link) {
    return link & Arena.REF_MASK;
  }

  static long withRef(long link, long ref) {
    return (link & ~Arena.REF_MASK) | ref;
  }

  static int depth(long link) {
    return (int) (link >>> DEPTH_SHIFT) & SIX_BITS;
  }

  static int bits(long link) {
    return (int) (link >>> DEPTH_SHIFT) & SIX_BITS;
  }

  static int base(long link) {
    return (int) (link >>> BASE_SHIFT) & SIX_BITS;
  }

  static int homes(long link) {
    return (int) (link >>> HOMES_SHIFT) & HOMES_MASK;
  }

  /** The 24 hash bits that a slot of this segment keeps. */
  static long window(long link, long hash) {
    return (hash << base(link)) >>> Segments.TAG_SHIFT;
  }

  /** Where in the segment a key with this window would like to lie. */
  static long home(long link, long window) {
    long relative = (window << (depth(link) - base(link))) & Segments.WINDOW_MASK;
    return (relative * homes(link)) >>> Segments.WINDOW_BITS;
  }

  /** The smallest hash with this window among those that share the segment of {@code hash}. */
  static long firstHash(long link, long hash, long window) {
    int base = base(link);
    long prefix = base == 0 ? 0 : hash >>> (64 - base) << (64 - base);
    return prefix | (window << (Segments.TAG_SHIFT - base));
  }
}
