package dev.redwing.dataplane.commands.hash;

import dev.redwing.dataplane.resp.ReplyWriter;
import dev.redwing.dataplane.type.hash.FieldVisitor;

/** Replies fields, values or both as a walk comes to them; reused, since a lambda is an object. */
final class FieldReply implements FieldVisitor {
  private final boolean fields;
  private final boolean values;
  private ReplyWriter reply;

  @SuppressWarnings("NullAway.Init") // set by to, before any walk
  FieldReply(boolean fields, boolean values) {
    this.fields = fields;
    this.values = values;
  }

  /** Where the next walk goes. */
  FieldReply to(ReplyWriter newReply) {
    reply = newReply;
    return this;
  }

  @Override
  public void visit(long field, int fieldLength, long value, int valueLength) {
    if (fields) {
      reply.bulk(field, fieldLength);
    }
    if (values) {
      reply.bulk(value, valueLength);
    }
  }
}
