package dev.redwing.dataplane.commands.zset;

import dev.redwing.dataplane.resp.ReplyWriter;

/** Members in replies, with their scores if wanted: in RESP3 each pair is an array of its own. */
final class Scored {
  private Scored() {}

  /** Opens the array of so many members. */
  static void begin(ReplyWriter reply, long members, boolean withScores) {
    boolean flat = withScores && reply.protocol() == 2;
    reply.array(Math.toIntExact(flat ? Math.multiplyExact(members, 2) : members));
  }

  static void member(ReplyWriter reply, long member, int length, double score, boolean withScores) {
    if (!withScores) {
      reply.bulk(member, length);
      return;
    }
    if (reply.protocol() > 2) {
      reply.array(2);
    }
    reply.bulk(member, length);
    reply.doubleValue(score);
  }
}
