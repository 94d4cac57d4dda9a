package dev.redwing.dataplane.aof;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What files the AOF consists of, in the order in which they are loaded: the base, then the
 * increments. A value: each change is a new manifest, which is in force once it is on the disk.
 *
 * <pre>
 * file appendonly.aof.2.base.rdb seq 2 type b
 * file appendonly.aof.1.incr.aof seq 1 type h
 * file appendonly.aof.2.incr.aof seq 2 type i
 * </pre>
 *
 * <p>Lines that start with {@code #} are comments; unknown keys are ignored, so that newer servers
 * can add some.
 *
 * @param base null before the first rewrite of an AOF that started empty in an older server
 * @param history files that no load needs; they stay listed until they are removed
 * @param increments ascending by sequence; the last one is being written
 */
public record AofManifest(
    @Nullable AofFile base,
    List<AofFile> history,
    List<AofFile> increments,
    long lastBaseSequence,
    long lastIncrementSequence) {
  private static final int MAX_LINE_CHARS = 1024;
  private static final int MIN_WORDS = 6;

  /** No files yet. */
  public static final AofManifest EMPTY = new AofManifest(null, List.of(), List.of(), 0, 0);

  public AofManifest {
    history = List.copyOf(history);
    increments = List.copyOf(increments);
  }

  /** Whether there is nothing to load. */
  public boolean isEmpty() {
    return base == null && increments.isEmpty();
  }

  /** The files to load, in order. */
  public List<AofFile> loadOrder() {
    return base == null ? increments : Stream.concat(Stream.of(base), increments.stream()).toList();
  }

  /** The next base's file. */
  AofFile nextBase(String prefix, boolean rdb) {
    long sequence = lastBaseSequence + 1;
    return new AofFile(
        prefix + "." + sequence + ".base." + (rdb ? "rdb" : "aof"), sequence, AofFile.Kind.BASE);
  }

  /** The next increment's file. */
  AofFile nextIncrement(String prefix) {
    long sequence = lastIncrementSequence + 1;
    return new AofFile(prefix + "." + sequence + ".incr.aof", sequence, AofFile.Kind.INCREMENT);
  }

  AofManifest withBase(AofFile newBase) {
    List<AofFile> newHistory = new ArrayList<>();
    if (base != null) {
      newHistory.add(base.asHistory());
    }
    newHistory.addAll(history);
    return new AofManifest(
        newBase, newHistory, increments, newBase.sequence(), lastIncrementSequence);
  }

  AofManifest withIncrement(AofFile increment) {
    return new AofManifest(
        base,
        history,
        Stream.concat(increments.stream(), Stream.of(increment)).toList(),
        lastBaseSequence,
        increment.sequence());
  }

  /** All increments before the one of this sequence are in the base now. */
  AofManifest withIncrementsFrom(long sequence) {
    List<AofFile> newHistory = new ArrayList<>();
    List<AofFile> kept = new ArrayList<>();
    for (AofFile increment : increments) {
      if (increment.sequence() < sequence) {
        newHistory.addFirst(increment.asHistory());
      } else {
        kept.add(increment);
      }
    }
    newHistory.addAll(history);
    return new AofManifest(base, newHistory, kept, lastBaseSequence, lastIncrementSequence);
  }

  AofManifest withoutHistory() {
    return new AofManifest(base, List.of(), increments, lastBaseSequence, lastIncrementSequence);
  }

  /** The manifest's text. */
  public String format() {
    StringBuilder text = new StringBuilder();
    if (base != null) {
      append(text, base);
    }
    history.forEach(file -> append(text, file));
    increments.forEach(file -> append(text, file));
    return text.toString();
  }

  private static void append(StringBuilder text, AofFile file) {
    text.append("file ")
        .append(ManifestWords.quote(file.name()))
        .append(" seq ")
        .append(file.sequence())
        .append(" type ")
        .append(file.kind().letter())
        .append('\n');
  }

  /** Reads a manifest's text. */
  public static AofManifest parse(String text) throws AofException {
    AofManifest manifest = EMPTY;
    int line = 0;
    int start = 0;
    if (text.isEmpty()) {
      throw AofException.manifest("Found an empty AOF manifest");
    }
    while (start < text.length()) {
      line++;
      int end = text.indexOf('\n', start);
      if (end < 0 || end - start >= MAX_LINE_CHARS - 1) {
        throw AofException.manifest("The AOF manifest file contains too long line");
      }
      String content = text.substring(start, end);
      start = end + 1;
      if (!content.startsWith("#")) {
        manifest = manifest.with(line, content.strip());
      }
    }
    return manifest;
  }

  private AofManifest with(int line, String text) throws AofException {
    AofFile file = parseFile(line, text);
    return switch (file.kind()) {
      case BASE -> {
        if (base != null) {
          throw AofException.manifest(line, text, "Found duplicate base file information");
        }
        yield withBase(file);
      }
      case HISTORY ->
          new AofManifest(
              base,
              Stream.concat(history.stream(), Stream.of(file)).toList(),
              increments,
              lastBaseSequence,
              lastIncrementSequence);
      case INCREMENT -> {
        if (file.sequence() <= lastIncrementSequence) {
          throw AofException.manifest(line, text, "Found a non-monotonic sequence number");
        }
        yield withIncrement(file);
      }
    };
  }

  private static AofFile parseFile(int line, String text) throws AofException {
    List<String> words = ManifestWords.split(text);
    if (words == null || words.size() < MIN_WORDS || words.size() % 2 != 0) {
      throw invalid(line, text);
    }
    String name = "";
    long sequence = 0;
    AofFile.@Nullable Kind kind = null;
    for (int i = 0; i < words.size(); i += 2) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "file" -> {
          if (value.contains("/")) {
            throw AofException.manifest(line, text, "File can't be a path, just a filename");
          }
          name = value;
        }
        case "seq" -> sequence = parseSequence(value);
        case "type" -> kind = parseKind(line, text, value);
        default -> {}
      }
    }
    if (name.isEmpty() || sequence <= 0 || kind == null) {
      throw invalid(line, text);
    }
    return new AofFile(name, sequence, kind);
  }

  private static long parseSequence(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static AofFile.Kind parseKind(int line, String text, String value) throws AofException {
    for (AofFile.Kind kind : AofFile.Kind.values()) {
      if (value.length() == 1 && value.charAt(0) == kind.letter()) {
        return kind;
      }
    }
    throw AofException.manifest(line, text, "Unknown AOF file type");
  }

  private static AofException invalid(int line, String text) {
    return AofException.manifest(line, text, "Invalid AOF manifest file format");
  }
}
