package dev.redwing.dataplane.commands.set;

import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.set.MemberVisitor;

/** Replies members as a walk comes to them; reused, since a method reference is an object. */
final class MemberReply implements MemberVisitor {
  private ReplyWriter reply;

  @SuppressWarnings("NullAway.Init") // set by to, before any walk
  MemberReply() {}

  /** Where the next walk goes. */
  MemberReply to(ReplyWriter newReply) {
    reply = newReply;
    return this;
  }

  @Override
  public void visit(long member, int length) {
    reply.bulk(member, length);
  }
}
