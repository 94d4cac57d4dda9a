package dev.redwing.dataplane.command.spec;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a command's declaration that only people read. Kept in a resource per {@link Group}
 * and read when somebody asks, so that start-up does not pay for it.
 *
 * @param complexity null where there is nothing to say, as for a container of subcommands
 * @param keyNotes by index of the key spec
 * @param system an internal command that people do not use
 */
public record CommandDocs(
    String summary,
    @Nullable String complexity,
    List<Change> history,
    @Nullable String deprecatedSince,
    @Nullable String replacedBy,
    boolean system,
    Map<Integer, String> keyNotes,
    List<ArgSpec> arguments) {
  /** A command of which nothing is written down. */
  public static final CommandDocs NONE =
      new CommandDocs("", null, List.of(), null, null, false, Map.of(), List.of());

  /** What changed in a version. */
  public record Change(String version, String what) {}

  public CommandDocs {
    history = List.copyOf(history);
    keyNotes = Map.copyOf(keyNotes);
    arguments = List.copyOf(arguments);
  }

  /** What was read so far; to be thrown away with the reply it is read for. */
  public static final class Library {
    private final Map<Group, Map<String, CommandDocs>> groups = new EnumMap<>(Group.class);

    /** The documentation of {@code spec}, or {@link #NONE}. */
    public CommandDocs of(CommandSpec spec) {
      return groups.computeIfAbsent(spec.group(), DocsFile::read).getOrDefault(spec.name(), NONE);
    }
  }
}
