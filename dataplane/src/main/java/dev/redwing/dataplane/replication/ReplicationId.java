package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.env.RandomSource;

/**
 * The name of the history a node's data belongs to, as PSYNC2 has it: an id, and the id it had
 * before with the offset up to which both histories are the same.
 *
 * <p>A promoted replica starts a history of its own but remembers the old one, so that replicas of
 * the same old master go on with a partial sync.
 */
public final class ReplicationId {
  /** Characters of an id. */
  public static final int LENGTH = 40;

  /** What is shown when there is no second id. */
  public static final String NONE = "0".repeat(LENGTH);

  /** The second offset when there is no second id. */
  public static final long NO_OFFSET = -1;

  private final RandomSource random;
  private String id;
  private String secondId = NONE;
  private long secondOffset = NO_OFFSET;

  public ReplicationId(RandomSource random) {
    this.random = random;
    this.id = random.nextHex(LENGTH);
  }

  public String id() {
    return id;
  }

  /** The history before this one, or {@link #NONE}. */
  public String secondId() {
    return secondId;
  }

  /** The first offset that does not belong to the second id any more, or {@link #NO_OFFSET}. */
  public long secondOffset() {
    return secondOffset;
  }

  /** A new history that has nothing to do with what was before. */
  public void renew() {
    id = random.nextHex(LENGTH);
    forgetSecond();
  }

  /** A new history that continues the present one, whose last byte is {@code offset}. */
  public void shift(long offset) {
    continueAs(random.nextHex(LENGTH), offset);
  }

  /** The history goes on under the name {@code newId} after {@code offset}. */
  public void continueAs(String newId, long offset) {
    secondId = id;
    secondOffset = offset + 1;
    id = newId;
  }

  /** Takes over the history of a master, from a full sync or a file. */
  public void adopt(String newId) {
    id = newId;
    forgetSecond();
  }

  /** A restarted master: what was in the file is the old history, up to {@code offset}. */
  public void remember(String oldId, long offset) {
    secondId = oldId;
    secondOffset = offset + 1;
  }

  public void forgetSecond() {
    secondId = NONE;
    secondOffset = NO_OFFSET;
  }

  /** Whether somebody with this history who wants to go on at {@code nextOffset} is one of us. */
  boolean covers(String otherId, long nextOffset) {
    return otherId.equals(id) || (otherId.equals(secondId) && nextOffset <= secondOffset);
  }

  /** Whether {@code word} looks like an id. */
  public static boolean isId(String word) {
    return word.length() == LENGTH && word.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }
}
