package dev.redwing.dataplane.stats;

import dev.redwing.dataplane.config.Config;

/** INFO memory. What belongs to scripts and functions is 0: there are none. */
public final class MemorySection implements InfoSection {
  private final Config config;
  private final MemoryFacts facts;
  private final Counters counters;

  public MemorySection(Config config, MemoryFacts facts, Counters counters) {
    this.config = config;
    this.facts = facts;
    this.counters = counters;
  }

  @Override
  public String heading() {
    return "Memory";
  }

  @Override
  public void write(InfoWriter out) {
    long resident = facts.resident();
    out.bytes("used_memory", facts.used());
    out.bytes("used_memory_rss", resident);
    out.bytes("used_memory_peak", facts.peak());
    out.percent("used_memory_peak_perc", facts.peakPercent());
    out.field("used_memory_overhead", facts.overhead());
    out.field("used_memory_startup", facts.startup());
    out.field("used_memory_dataset", facts.dataset());
    out.percent("used_memory_dataset_perc", facts.datasetPercent());
    out.field("allocator_allocated", facts.allocated());
    out.field("allocator_active", facts.active());
    out.field("allocator_resident", facts.allocatorResident());
    out.bytes("total_system_memory", facts.systemTotal());
    writeScripts(out);
    out.bytes("maxmemory", config.maxmemoryBytes());
    out.field("maxmemory_policy", config.maxmemoryPolicy().text());
    writeRatios(out, resident);
    out.field("mem_not_counted_for_evict", facts.notCountedForEviction());
    out.field("mem_replication_backlog", facts.replicationBacklog());
    out.field("mem_total_replication_buffers", facts.replicationBacklog() + facts.replicaBuffers());
    out.field("mem_clients_slaves", facts.replicaBuffers());
    out.field("mem_clients_normal", facts.normalClientBuffers());
    out.field("mem_cluster_links", 0);
    out.field("mem_aof_buffer", facts.aofBuffer());
    out.field("mem_allocator", "redwing-arena");
    out.field("active_defrag_running", 0);
    out.field("lazyfree_pending_objects", facts.lazyFreePendingObjects());
    out.field("lazyfreed_objects", counters.lazyFreedObjects);
  }

  private static void writeScripts(InfoWriter out) {
    out.field("used_memory_lua", 0);
    out.field("used_memory_vm_eval", 0);
    out.human("used_memory_lua", 0);
    out.field("used_memory_scripts_eval", 0);
    out.field("number_of_cached_scripts", 0);
    out.field("number_of_functions", 0);
    out.field("number_of_libraries", 0);
    out.field("used_memory_vm_functions", 0);
    out.bytes("used_memory_vm_total", 0);
    out.field("used_memory_functions", 0);
    out.bytes("used_memory_scripts", 0);
  }

  private void writeRatios(InfoWriter out, long resident) {
    out.decimal("allocator_frag_ratio", ratio(facts.active(), facts.allocated()), 2);
    out.field("allocator_frag_bytes", facts.active() - facts.allocated());
    out.decimal("allocator_rss_ratio", ratio(facts.allocatorResident(), facts.active()), 2);
    out.field("allocator_rss_bytes", facts.allocatorResident() - facts.active());
    out.decimal("rss_overhead_ratio", ratio(resident, facts.allocatorResident()), 2);
    out.field("rss_overhead_bytes", resident - facts.allocatorResident());
    out.decimal("mem_fragmentation_ratio", ratio(resident, facts.used()), 2);
    out.field("mem_fragmentation_bytes", resident - facts.used());
  }

  static double ratio(long a, long b) {
    return b == 0 ? 0 : (double) a / b;
  }
}
