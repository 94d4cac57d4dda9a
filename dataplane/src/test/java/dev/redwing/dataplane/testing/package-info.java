/**
 * Servers and a client for everybody's tests: ours in the same process ({@code TestServer}), ours
 * as a process of its own ({@code ServerProcess}), redis-server ({@code ReferenceServer}), and a
 * plain blocking client ({@code RespClient}).
 */
@NullMarked
package dev.redwing.dataplane.testing;

import org.jspecify.annotations.NullMarked;
