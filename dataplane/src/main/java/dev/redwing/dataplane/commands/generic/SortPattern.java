package dev.redwing.dataplane.commands.generic;

import dev.redwing.dataplane.command.CommandContext;
import java.nio.charset.StandardCharsets;

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

  boolean isElement() {
    return text.equals("#");
  }

  boolean hasField() {
    return arrow >= 0;
  }

  /** What stands before the element in the key's name. */
  byte[] prefix() {
    return bytes(text.substring(0, place));
  }

  /** What stands behind it. */
  byte[] suffix() {
    return bytes(text.substring(place + 1, hasField() ? arrow : text.length()));
  }

  byte[] field() {
    return bytes(text.substring(arrow + 2));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
