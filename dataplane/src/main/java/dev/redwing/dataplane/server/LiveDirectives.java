package dev.redwing.dataplane.server;

import dev.redwing.dataplane.config.ApplyHook;
import dev.redwing.dataplane.config.Config;
import dev.redwing.dataplane.config.Directive;
import dev.redwing.dataplane.config.Directives;
import dev.redwing.dataplane.env.FileStore;
import dev.redwing.dataplane.keyspace.EvictionPolicy;
import dev.redwing.dataplane.keyspace.Keyspace;
import dev.redwing.dataplane.net.Listener;
import dev.redwing.dataplane.persistence.Persistence;
import dev.redwing.dataplane.replication.Backlog;
import dev.redwing.dataplane.resp.ProtocolLimits;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directives that are more than a value which somebody reads when he needs it: what CONFIG SET
 * has to do for each to take effect.
 */
final class LiveDirectives {
  private final Config config;
  private final Keyspace keyspace;
  private final ProtocolLimits limits;
  private final Listener listener;
  private final Persistence persistence;
  private final Backlog backlog;
  private final FileStore files;

  LiveDirectives(
      Config config,
      Keyspace keyspace,
      ProtocolLimits limits,
      Listener listener,
      Persistence persistence,
      Backlog backlog,
      FileStore files) {
    this.config = config;
    this.keyspace = keyspace;
    this.limits = limits;
    this.listener = listener;
    this.persistence = persistence;
    this.backlog = backlog;
    this.files = files;
  }

  /** Applies what the configuration says at the start, and from now on what it is changed to. */
  void install() {
    applyMemory();
    applyLimits();
    for (String name :
        new String[] {"maxmemory", "maxmemory-policy", "maxmemory-samples", "lfu-log-factor"}) {
      on(name, changed -> done(this::applyMemory));
    }
    on("lfu-decay-time", changed -> done(this::applyMemory));
    on("maxmemory-eviction-tenacity", changed -> done(this::applyMemory));
    on("active-expire-effort", changed -> done(this::applyMemory));
    on("proto-max-bulk-len", changed -> done(this::applyLimits));
    on("loglevel", changed -> done(() -> Logging.setLevel(changed.loglevel())));
    on("repl-backlog-size", changed -> done(() -> resizeBacklog(changed)));
    on("appendonly", changed -> persistence.setAppendOnly(changed.appendonly()));
    on("dir", this::checkDirectory);
    ApplyHook rebind = this::rebind;
    on("bind", rebind);
    on("port", rebind);
  }

  private void on(String name, ApplyHook hook) {
    Directive<?> directive = Directives.find(name);
    if (directive == null) {
      throw new IllegalStateException("no directive " + name);
    }
    config.onChange(directive, hook);
  }

  private static @Nullable String done(Runnable change) {
    change.run();
    return null;
  }

  private void applyMemory() {
    keyspace
        .eviction()
        .configure(
            config.maxmemoryBytes(),
            EvictionPolicy.valueOf(config.maxmemoryPolicy().name()),
            config.maxmemorySamples());
    keyspace.eviction().setTenacity(config.maxmemoryEvictionTenacity());
    keyspace.expiryCycle().setEffort(config.activeExpireEffort());
    keyspace.accessClock().configureLfu(config.lfuLogFactor(), config.lfuDecayTimeMinutes());
  }

  private void applyLimits() {
    limits.setMaxBulkBytes(config.protoMaxBulkLenBytes());
  }

  private void resizeBacklog(Config changed) {
    backlog.setSizeBytes(changed.replBacklogSizeBytes());
  }

  private @Nullable String rebind(Config changed) {
    try {
      listener.rebind();
      return null;
    } catch (IOException e) {
      return "Unable to listen on this address and port. Check server logs.";
    }
  }

  private @Nullable String checkDirectory(Config changed) {
    return files.exists(Path.of(changed.dir())) ? null : "No such file or directory";
  }
}
