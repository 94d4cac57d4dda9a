package dev.redwing.dataplane.config;

import java.util.List;

/** Memory: its limit, eviction, expiry and freeing. */
final class MemoryDirectives {
  private static final Rows ROWS = Rows.ofPart(4);

  static final NumberDirective MAXMEMORY =
      ROWS.row(
              "maxmemory",
              "Bytes of data from which keys are evicted or writes refused; 0 is no limit.")
          .unsignedMemory();

  static final ChoiceDirective<MaxmemoryPolicy> MAXMEMORY_POLICY =
      ROWS.row("maxmemory-policy", "Which keys go.").choice(MaxmemoryPolicy.NOEVICTION);

  static final NumberDirective MAXMEMORY_SAMPLES =
      ROWS.row("maxmemory-samples", "Keys looked at to find one to evict.")
          .number(5, 1, Row.INT_MAX);

  static final NumberDirective MAXMEMORY_EVICTION_TENACITY =
      ROWS.row("maxmemory-eviction-tenacity", "How long eviction may hold up a command, 0 to 100.")
          .number(10, 0, 100);

  static final NumberDirective LFU_LOG_FACTOR =
      ROWS.row("lfu-log-factor", "How slowly the access counter of LFU grows.")
          .number(10, 0, Row.INT_MAX);

  static final NumberDirective LFU_DECAY_TIME =
      ROWS.row("lfu-decay-time", "Minutes after which it shrinks by one.")
          .number(1, 0, Row.INT_MAX);

  static final NumberDirective ACTIVE_EXPIRE_EFFORT =
      ROWS.row("active-expire-effort", "How much work goes into finding expired keys, 1 to 10.")
          .number(1, 1, 10);

  static final FlagDirective LAZYFREE_LAZY_EVICTION =
      ROWS.row(
              "lazyfree-lazy-eviction",
              "Whether what was so removed is propagated as UNLINK rather than DEL.")
          .flag(false);

  static final FlagDirective LAZYFREE_LAZY_EXPIRE =
      ROWS.row(
              "lazyfree-lazy-expire",
              "Whether what was so removed is propagated as UNLINK rather than DEL.")
          .flag(false);

  static final FlagDirective LAZYFREE_LAZY_SERVER_DEL =
      ROWS.row("lazyfree-lazy-server-del", "Whether overwritten values are freed later.")
          .meaningless("everything is freed in slices")
          .flag(false);

  static final FlagDirective LAZYFREE_LAZY_USER_DEL =
      ROWS.row("lazyfree-lazy-user-del", "Whether DEL is UNLINK.")
          .meaningless("everything is freed in slices")
          .flag(false);

  static final FlagDirective LAZYFREE_LAZY_USER_FLUSH =
      ROWS.row("lazyfree-lazy-user-flush", "Whether FLUSHALL is ASYNC unless said.")
          .meaningless("everything is freed in slices")
          .flag(false);

  static final FlagDirective ACTIVEREHASHING =
      ROWS.row("activerehashing", "Whether idle time is used to grow the main table.")
          .meaningless("tables grow segment by segment, there is no rehash")
          .flag(true);

  static final FlagDirective ACTIVEDEFRAG =
      ROWS.row("activedefrag", "Whether memory is compacted while running.")
          .refused("Active defragmentation cannot be enabled: this server does not have it")
          .flag(false);

  static final NumberDirective ACTIVE_DEFRAG_IGNORE_BYTES =
      ROWS.row("active-defrag-ignore-bytes", "Waste below which it does nothing.")
          .meaningless("active defragmentation is not here")
          .memory(100 << 20, 1, Row.LONG_MAX);

  static final NumberDirective ACTIVE_DEFRAG_THRESHOLD_LOWER =
      ROWS.row("active-defrag-threshold-lower", "Waste in percent from which it starts.")
          .meaningless("active defragmentation is not here")
          .number(10, 0, 1000);

  static final NumberDirective ACTIVE_DEFRAG_THRESHOLD_UPPER =
      ROWS.row("active-defrag-threshold-upper", "Waste in percent at which it does its most.")
          .meaningless("active defragmentation is not here")
          .number(100, 0, 1000);

  static final NumberDirective ACTIVE_DEFRAG_CYCLE_MIN =
      ROWS.row("active-defrag-cycle-min", "Least share of time in percent.")
          .meaningless("active defragmentation is not here")
          .number(1, 1, 99);

  static final NumberDirective ACTIVE_DEFRAG_CYCLE_MAX =
      ROWS.row("active-defrag-cycle-max", "Largest share of time in percent.")
          .meaningless("active defragmentation is not here")
          .number(25, 1, 99);

  static final NumberDirective ACTIVE_DEFRAG_MAX_SCAN_FIELDS =
      ROWS.row("active-defrag-max-scan-fields", "Elements of one collection looked at at once.")
          .meaningless("active defragmentation is not here")
          .number(1000, 1, Row.LONG_MAX);

  private MemoryDirectives() {}

  static List<Directive<?>> all() {
    return ROWS.all();
  }
}
