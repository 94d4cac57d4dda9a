package dev.redwing.dataplane.rdb;

import dev.redwing.dataplane.bytes.Crc64;
import dev.redwing.dataplane.collect.ListPack;
import dev.redwing.dataplane.memory.NativeBuffer;
import dev.redwing.dataplane.memory.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Values as older servers wrote them, as RDB files and as payloads for RESTORE. */
public final class OldForms {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final int VERSION = 10;

  private OldForms() {}

  /** An RDB file without checksum that holds one key, k. */
  public static byte[] file(byte[] typeAndValue) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("REDIS0010".getBytes(LATIN));
    bytes.write(typeAndValue[0]);
    bytes.write(1);
    bytes.write('k');
    bytes.write(typeAndValue, 1, typeAndValue.length - 1);
    bytes.write(0xff);
    bytes.writeBytes(new byte[8]);
    return bytes.toByteArray();
  }

  /** What RESTORE takes. */
  public static String payload(byte[] typeAndValue) {
    ByteBuffer bytes = ByteBuffer.allocate(typeAndValue.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(typeAndValue).putShort((short) VERSION);
    bytes.putLong(Crc64.update(0, bytes.array(), 0, typeAndValue.length + 2));
    return new String(bytes.array(), LATIN);
  }

  /** A type and strings with their number before them: hashes count pairs. */
  public static byte[] plain(int type, int count, List<String> strings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    length(bytes, count);
    strings.forEach(string -> string(bytes, string.getBytes(LATIN)));
    return bytes.toByteArray();
  }

  /**
   * A sorted set of type 3 or 5, members and scores by turns; in type 3 scores are texts of any
   * kind but for {@code inf}, {@code -inf} and {@code nan}, which have bytes of their own.
   */
  public static byte[] scored(int type, int count, List<String> membersAndScores) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    length(bytes, count);
    for (int i = 0; i < membersAndScores.size(); i += 2) {
      string(bytes, membersAndScores.get(i).getBytes(LATIN));
      if (i + 1 < membersAndScores.size()) {
        score(bytes, type, membersAndScores.get(i + 1));
      }
    }
    return bytes.toByteArray();
  }

  private static void score(ByteArrayOutputStream bytes, int type, String text) {
    if (type == 5) {
      double score =
          switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(text);
          };
      bytes.writeBytes(little(Double.doubleToRawLongBits(score), 8));
      return;
    }
    switch (text) {
      case "nan" -> bytes.write(253);
      case "inf" -> bytes.write(254);
      case "-inf" -> bytes.write(255);
      default -> {
        bytes.write(text.length());
        bytes.writeBytes(text.getBytes(LATIN));
      }
    }
  }

  /** A type and one string. */
  public static byte[] packed(int type, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    string(bytes, content);
    return bytes.toByteArray();
  }

  /** A type and the nodes of a quicklist: ziplists. */
  public static byte[] quicklist(int type, List<byte[]> nodes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    length(bytes, nodes.size());
    nodes.forEach(node -> string(bytes, node));
    return bytes.toByteArray();
  }

  /** A type and the nodes of a quicklist of Redis 7, each with its kind. */
  public static byte[] quicklist2(int type, List<Integer> kinds, List<byte[]> nodes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(type);
    length(bytes, nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      length(bytes, kinds.get(i));
      string(bytes, nodes.get(i));
    }
    return bytes.toByteArray();
  }

  public static byte[] listpack(List<String> elements) {
    int size = ListPack.EMPTY_BYTES;
    for (String element : elements) {
      size += element.length() + 16;
    }
    try (NativeBuffer pack = new NativeBuffer(size);
        NativeBuffer text = new NativeBuffer(size)) {
      ListPack.init(pack.address());
      for (String element : elements) {
        byte[] content = element.getBytes(LATIN);
        NativeMemory.copyIn(content, 0, text.address(), content.length);
        ListPack.insert(pack.address(), ListPack.NONE, text.address(), content.length);
      }
      return NativeMemory.toBytes(pack.address(), ListPack.bytes(pack.address()));
    }
  }

  private static void string(ByteArrayOutputStream bytes, byte[] content) {
    length(bytes, content.length);
    bytes.writeBytes(content);
  }

  private static void length(ByteArrayOutputStream bytes, int length) {
    if (length < 64) {
      bytes.write(length);
    } else {
      bytes.write(0x80);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    }
  }

  private static byte[] little(long value, int width) {
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (value >> (8 * i));
    }
    return bytes;
  }

  public static byte[] intset(int width, long... ascending) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(little(width, 4));
    bytes.writeBytes(little(ascending.length, 4));
    for (long value : ascending) {
      bytes.writeBytes(little(value, width));
    }
    return bytes.toByteArray();
  }

  public static byte[] zipmap(List<String> pairs) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(Math.min(pairs.size() / 2, 254));
    for (int i = 0; i < pairs.size(); i++) {
      byte[] content = pairs.get(i).getBytes(LATIN);
      if (content.length < 254) {
        bytes.write(content.length);
      } else {
        bytes.write(254);
        bytes.writeBytes(little(content.length, 4));
      }
      int unused = i % 4 == 3 ? 3 : 0;
      if (i % 2 == 1) {
        bytes.write(unused);
      }
      bytes.writeBytes(content);
      bytes.writeBytes(new byte[unused]);
    }
    bytes.write(0xff);
    return bytes.toByteArray();
  }

  public static byte[] ziplist(List<String> elements) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int previous = 0;
    int last = 10;
    for (String element : elements) {
      last = 10 + body.size();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (previous < 254) {
        bytes.write(previous);
      } else {
        bytes.write(254);
        bytes.writeBytes(little(previous, 4));
      }
      bytes.writeBytes(ziplistElement(element));
      previous = bytes.size();
      body.writeBytes(bytes.toByteArray());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(little(11 + body.size(), 4));
    bytes.writeBytes(little(last, 4));
    bytes.writeBytes(little(elements.size(), 2));
    bytes.writeBytes(body.toByteArray());
    bytes.write(0xff);
    return bytes.toByteArray();
  }

  private static byte[] ziplistElement(String element) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (element.matches("0|-?[1-9][0-9]{0,17}")) {
      long value = Long.parseLong(element);
      if (value >= 0 && value <= 12) {
        bytes.write(0xf1 + (int) value);
      } else if (value == (byte) value) {
        bytes.write(0xfe);
        bytes.writeBytes(little(value, 1));
      } else if (value == (short) value) {
        bytes.write(0xc0);
        bytes.writeBytes(little(value, 2));
      } else if (value == value << 40 >> 40) {
        bytes.write(0xf0);
        bytes.writeBytes(little(value, 3));
      } else if (value == (int) value) {
        bytes.write(0xd0);
        bytes.writeBytes(little(value, 4));
      } else {
        bytes.write(0xe0);
        bytes.writeBytes(little(value, 8));
      }
      return bytes.toByteArray();
    }
    byte[] content = element.getBytes(LATIN);
    if (content.length < 64) {
      bytes.write(content.length);
    } else if (content.length < 1 << 14) {
      bytes.write(0x40 | content.length >> 8);
      bytes.write(content.length);
    } else {
      bytes.write(0x80);
      bytes.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    }
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }
}
