package dev.redwing.dataplane.command.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One argument, or group of arguments, of a command's syntax as COMMAND DOCS describes it.
 *
 * @param name what the documentation calls it
 * @param keySpecIndex which of the command's key specs finds it, or {@link #NO_KEY_SPEC}
 * @param token the word before it, or the word that it is ({@link Type#PURE_TOKEN})
 * @param arguments its parts: alternatives of a {@link Type#ONEOF}, members of a {@link Type#BLOCK}
 */
public record ArgSpec(
    String name,
    Type type,
    int keySpecIndex,
    @Nullable String token,
    @Nullable String since,
    @Nullable String deprecatedSince,
    boolean optional,
    boolean multiple,
    boolean multipleToken,
    List<ArgSpec> arguments) {
  public static final int NO_KEY_SPEC = -1;

  /** What an argument is. */
  public enum Type {
    STRING("string"),
    INTEGER("integer"),
    DOUBLE("double"),
    KEY("key"),
    PATTERN("pattern"),
    UNIX_TIME("unix-time"),
    PURE_TOKEN("pure-token"),
    ONEOF("oneof"),
    BLOCK("block");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    static Type of(String word) {
      for (Type type : values()) {
        if (type.word.equals(word)) {
          return type;
        }
      }
      throw new IllegalArgumentException("no argument type " + word);
    }
  }

  public ArgSpec {
    arguments = List.copyOf(arguments);
  }
}
