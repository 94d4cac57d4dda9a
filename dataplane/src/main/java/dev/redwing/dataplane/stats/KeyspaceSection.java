package dev.redwing.dataplane.stats;

import dev.redwing.dataplane.config.Config;

/** INFO keyspace: the databases that are not empty. */
public final class KeyspaceSection implements InfoSection {
  /** What the databases know. */
  public interface Facts {
    long keys(int database);

    long keysWithTimeToLive(int database);

    /** An estimate, 0 if there is none. */
    long averageTtlMillis(int database);
  }

  private final Config config;
  private final Facts facts;

  public KeyspaceSection(Config config, Facts facts) {
    this.config = config;
    this.facts = facts;
  }

  @Override
  public String heading() {
    return "Keyspace";
  }

  @Override
  public void write(InfoWriter out) {
    for (int database = 0; database < config.databases(); database++) {
      long keys = facts.keys(database);
      long expires = facts.keysWithTimeToLive(database);
      if (keys > 0 || expires > 0) {
        String value =
            "keys=%d,expires=%d,avg_ttl=%d"
                .formatted(keys, expires, facts.averageTtlMillis(database));
        out.field("db" + database, value);
      }
    }
  }
}
