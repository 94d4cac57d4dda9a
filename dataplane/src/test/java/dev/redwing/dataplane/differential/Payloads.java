package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.bytes.Crc64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What RESTORE takes: strings as RDB writes them, and what is damaged. */
final class Payloads {
  private static final int RDB_VERSION = 10;

  /** No value, well sealed. */
  static final String EMPTY = seal("", RDB_VERSION);

  private Payloads() {}

  static String any(Draw draw) {
    String whole =
        seal(body(draw), draw.percent(95) ? RDB_VERSION : draw.from(List.of(1, 9, 11, 99)));
    if (draw.percent(90)) {
      return whole;
    }
    return switch (draw.below(4)) {
      case 0 -> "";
      case 1 -> whole.substring(whole.length() / 2);
      case 2 -> whole + "x";
      default -> {
        int at = draw.below(whole.length());
        yield whole.substring(0, at) + (char) (whole.charAt(at) ^ 1) + whole.substring(at + 1);
      }
    };
  }

  private static String body(Draw draw) {
    return switch (draw.below(8)) {
      case 0 -> "\0\u00c0" + draw.bytes(1);
      case 1 -> "\0\u00c1" + draw.bytes(2);
      case 2 -> "\0\u00c2" + draw.bytes(4);
      // Twelve bytes for a run of forty.
      case 3 -> "\0\u00c3\t(\u0001aa\u00e0\u001b\0\u0001aa";
      // Seals that hold, around what is no value.
      case 4 -> draw.from(List.of("\0?ab", "\u00fa", "\0\u00c4a", "\0\u00c3\u0003(xyz", ""));
      default -> {
        String text = draw.letters(draw.from(List.of(0, 1, 5, 44, 45, 63)));
        yield "\0" + (char) text.length() + text;
      }
    };
  }

  private static String seal(String body, int version) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(bytes).putShort((short) version);
    buffer.putLong(Crc64.update(0, buffer.array(), 0, buffer.position()));
    return new String(buffer.array(), StandardCharsets.ISO_8859_1);
  }
}
