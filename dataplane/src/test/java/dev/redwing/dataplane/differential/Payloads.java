package dev.redwing.dataplane.differential;

import dev.redwing.dataplane.bytes.Crc64;
import dev.redwing.dataplane.rdb.OldForms;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What RESTORE takes: strings and collections as RDB writes them, and what is damaged. */
final class Payloads {
  private static final int RDB_VERSION = 10;

  private static final int LIST_ZIPLIST = 10;
  private static final int ZSET_ZIPLIST = 12;
  private static final int HASH_ZIPLIST = 13;
  private static final int QUICKLIST = 14;

  /** No value, well sealed. */
  static final String EMPTY = seal("", RDB_VERSION);

  private Payloads() {}

  static String any(Draw draw) {
    String whole =
        seal(
            draw.percent(60) ? body(draw) : collection(draw),
            draw.percent(95) ? RDB_VERSION : draw.from(List.of(1, 9, 11, 99)));
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

  /** A collection in one of the forms that Redis has written; its members are all different. */
  private static String collection(Draw draw) {
    List<String> members = Members.some(draw).stream().distinct().toList();
    List<String> pairs = members.stream().flatMap(m -> Stream.of(m, Members.one(draw))).toList();
    byte[] value =
        switch (draw.below(14)) {
          case 0 -> OldForms.plain(Decoded.LIST, members.size(), members);
          case 1 -> OldForms.plain(Decoded.SET, members.size(), members);
          case 2 -> OldForms.plain(Decoded.HASH, members.size(), pairs);
          case 3 -> OldForms.packed(LIST_ZIPLIST, OldForms.ziplist(members));
          case 4 -> OldForms.packed(HASH_ZIPLIST, OldForms.ziplist(pairs));
          case 5 -> OldForms.packed(Decoded.HASH_LISTPACK, OldForms.listpack(pairs));
          case 6 -> {
            int first = draw.below(100) - 50;
            int count = draw.from(List.of(1, 2, 4, 5, 127, 128, 129));
            yield OldForms.packed(
                Decoded.INTSET,
                OldForms.intset(4, LongStream.range(first, first + count).toArray()));
          }
          case 8 -> OldForms.scored(Decoded.ZSET, members.size(), scored(members));
          case 9 -> OldForms.scored(Decoded.ZSET_2, members.size(), scored(members));
          case 10 -> OldForms.packed(ZSET_ZIPLIST, OldForms.ziplist(scored(members)));
          case 11 -> OldForms.packed(Decoded.ZSET_LISTPACK, OldForms.listpack(scored(members)));
          case 7 -> OldForms.quicklist(QUICKLIST, List.of(OldForms.ziplist(members)));
          default -> {
            byte[] pack = OldForms.listpack(members);
            byte[] plain = draw.letters(draw.below(100)).getBytes(StandardCharsets.ISO_8859_1);
            yield draw.percent(50)
                ? OldForms.quicklist2(Decoded.QUICKLIST_2, List.of(2), List.of(pack))
                : OldForms.quicklist2(
                    Decoded.QUICKLIST_2, List.of(2, 1, 2), List.of(pack, plain, pack));
          }
        };
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  /** Members, each with a score that is greater than the one before. */
  private static List<String> scored(List<String> members) {
    return IntStream.range(0, members.size())
        .boxed()
        .flatMap(i -> Stream.of(members.get(i), i % 3 == 0 ? i + ".5" : Integer.toString(i)))
        .toList();
  }

  private static String seal(String body, int version) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(bytes).putShort((short) version);
    buffer.putLong(Crc64.update(0, buffer.array(), 0, buffer.position()));
    return new String(buffer.array(), StandardCharsets.ISO_8859_1);
  }
}
