/**
 * Carrying decisions out, through two ports: {@link dev.redwing.operator.act.NodeOrders} to the
 * servers and {@link dev.redwing.operator.act.ClusterDoor} to the API server. No decision is made
 * here. Read {@link dev.redwing.operator.act.ActionRunner} first.
 */
@NullMarked
package dev.redwing.operator.act;

import org.jspecify.annotations.NullMarked;
