package dev.redwing.dataplane.client;

/** What a client may be, with the letter that CLIENT LIST shows for it. */
public enum ClientFlag {
  /** A replica of ours. */
  REPLICA('S'),
  /** Our master. */
  MASTER('M'),
  /** Subscribed to a channel, a pattern or a shard channel. */
  PUBSUB('P'),
  /** Between MULTI and EXEC. */
  MULTI('x'),
  /** Waits in a blocking command. */
  BLOCKED('b'),
  TRACKING('t'),
  TRACKING_BROKEN_REDIRECT('R'),
  TRACKING_BROADCAST('B'),
  /** A watched key changed: EXEC will fail. */
  DIRTY_WATCH('d'),
  /** An error while queueing: EXEC will abort. */
  DIRTY_EXEC(ClientFlag.NOT_SHOWN),
  CLOSE_AFTER_REPLY('c'),
  CLOSE_SOON('A'),
  UNIX_SOCKET('U'),
  READONLY('r'),
  NO_EVICT('e'),
  NO_TOUCH('T'),
  /** A replica in monitor mode. */
  MONITOR('O'),
  /** Executes the script of another client, or a module's command; has no connection. */
  SCRIPT(ClientFlag.NOT_SHOWN),
  /** Its commands wait until CLIENT PAUSE ends. */
  PAUSED(ClientFlag.NOT_SHOWN);

  static final char NOT_SHOWN = 0;

  private final char letter;

  ClientFlag(char letter) {
    this.letter = letter;
  }

  char letter() {
    return letter;
  }

  @SuppressWarnings("EnumOrdinal") // a position in a bit set that never leaves the process
  int bit() {
    return 1 << ordinal();
  }
}
