/**
 * What a cluster does around the API server: a scheduler and kubelet that start pods as processes
 * of this machine, the controllers of StatefulSets, volume claims, endpoints and disruption
 * budgets, and services as addresses that forward.
 *
 * <p>The controllers run on the one thread of {@link dev.redwing.playground.cluster.ControlLoop},
 * each time anything was stored, and look at everything. A pod has threads of its own, which wait
 * for its processes and probe them, and say what they see by writing its status. Read {@link
 * dev.redwing.playground.cluster.Cluster} first.
 */
@NullMarked
package dev.redwing.playground.cluster;

import org.jspecify.annotations.NullMarked;
