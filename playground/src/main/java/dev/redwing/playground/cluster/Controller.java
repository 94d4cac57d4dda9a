package dev.redwing.playground.cluster;

/** Brings one aspect of the cluster closer to what is stored; called again after every change. */
@FunctionalInterface
interface Controller {
  void sync();
}
