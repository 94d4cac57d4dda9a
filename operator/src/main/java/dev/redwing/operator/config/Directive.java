package dev.redwing.operator.config;

import dev.redwing.crds.MemorySizes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One directive of redis.conf.
 *
 * @param live whether {@code CONFIG SET} takes it; otherwise a change needs a restart
 * @param allowed the values of an enumeration, empty for other kinds
 */
public record Directive(
    String name, boolean live, Kind kind, List<String> allowed, String defaultValue) {
  /** What values look like. */
  public enum Kind {
    BOOL,
    INT,
    MEMORY,
    ENUM,
    TEXT,
    /** The server takes nothing but the default. */
    FIXED
  }

  public Directive {
    allowed = List.copyOf(allowed);
  }

  /** What is wrong with a value, null when nothing is known to be. */
  public @Nullable String problemWith(String value) {
    return switch (kind) {
      case BOOL -> value.equals("yes") || value.equals("no") ? null : "write yes or no";
      case INT -> value.matches("-?[0-9]{1,18}") ? null : "write a whole number";
      case MEMORY ->
          value.matches("[0-9]{1,15}([kKmMgG]([bB]|i)?|[bB])?")
              ? null
              : "write a size such as 100mb or 1gb";
      case ENUM -> allowed.contains(value) ? null : "write one of " + String.join(", ", allowed);
      case TEXT -> null;
      case FIXED ->
          value.equals(defaultValue) ? null : "the server does not support it: leave it out";
    };
  }

  /** Whether two texts mean the same value: {@code 1mb} and {@code 1048576} do. */
  public boolean sameValue(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    return kind == Kind.MEMORY
        && problemWith(one) == null
        && problemWith(other) == null
        && MemorySizes.toBytes(one) == MemorySizes.toBytes(other);
  }
}
