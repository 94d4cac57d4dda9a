package dev.redwing.dataplane.replication;

/** What a replica gets that asks {@code PSYNC id offset}. */
public sealed interface PsyncDecision {
  /** The rest of the stream, from {@code nextOffset} on. */
  record Continue(long nextOffset) implements PsyncDecision {}

  /** All data, and why. */
  record Full(Reason reason) implements PsyncDecision {}

  /** Why a partial sync is not possible. */
  enum Reason {
    /** It has nothing: {@code PSYNC ? -1}, or {@code SYNC}. */
    ASKED_FOR,
    /** Its data come from another history. */
    OTHER_HISTORY,
    /** What it lacks is not kept any more. */
    TOO_OLD,
    /** It has more than this node ever had. */
    TOO_NEW
  }

  /** Decides as Redis does; {@code nextOffset} is the first byte the replica lacks. */
  static PsyncDecision decide(ReplicationId ids, Backlog backlog, String id, long nextOffset) {
    if (!ids.covers(id, nextOffset)) {
      return new Full(id.equals("?") ? Reason.ASKED_FOR : Reason.OTHER_HISTORY);
    }
    if (!backlog.isActive() || nextOffset < backlog.firstOffset()) {
      return new Full(Reason.TOO_OLD);
    }
    if (nextOffset > backlog.endOffset() + 1) {
      return new Full(Reason.TOO_NEW);
    }
    return new Continue(nextOffset);
  }
}
