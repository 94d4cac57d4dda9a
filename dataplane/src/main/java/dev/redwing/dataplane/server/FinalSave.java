package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.ShutdownOption;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.replication.Replication;
import dev.redwing.dataplane.replication.term.NodeTerm;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The end of a process: the data, then the word that they are all there. */
record FinalSave(Persistence persistence, Keyspace keyspace, Config config, Replication replication)
    implements Shutdown.Task {
  @Override
  public @Nullable String finish(Set<ShutdownOption> options) {
    Persistence.ShutdownSave save =
        options.contains(ShutdownOption.SAVE)
            ? Persistence.ShutdownSave.SAVE
            : options.contains(ShutdownOption.NOSAVE)
                ? Persistence.ShutdownSave.NOSAVE
                : Persistence.ShutdownSave.DEFAULT;
    boolean loading = persistence.isLoading();
    if (!persistence.prepareShutdown(save, options.contains(ShutdownOption.FORCE))) {
      return "The data could not be brought to the disk.";
    }
    boolean complete = config.appendonly() || keyspace.dirty() == 0;
    NodeTerm term = replication.term();
    if (term != null && complete && !loading && replication.hasHistory()) {
      term.closeCleanly(replication.streamDatabase());
    }
    return null;
  }
}
