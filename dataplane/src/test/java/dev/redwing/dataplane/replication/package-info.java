/** Tests of replication, most of them between servers: ours, redis-server and valkey-server. */
@NullMarked
package dev.redwing.dataplane.replication;

import org.jspecify.annotations.NullMarked;
