package dev.redwing.dataplane.command.spec;

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

  /** The documentation of {@code spec}, or {@link #NONE}. Reads a resource: not for hot paths. */
  public static CommandDocs of(CommandSpec spec) {
    return DocsFile.read(spec.group()).getOrDefault(spec.name(), NONE);
  }
}
