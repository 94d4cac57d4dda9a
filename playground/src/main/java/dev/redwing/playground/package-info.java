/**
 * A whole cluster on one machine: the real operator against an API server of our own, with real
 * server processes as pods.
 *
 * <p>{@code api} is the API server (what is stored and how writes are judged), {@code cluster} is
 * what stands in for the kubelet and the built-in controllers, and this package wires both with the
 * operator into {@code ./redwing up}. Read {@link dev.redwing.playground.Main} first.
 */
@NullMarked
package dev.redwing.playground;

import org.jspecify.annotations.NullMarked;
