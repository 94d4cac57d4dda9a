/** The cluster around the API server, with redis-server in the pods. */
@NullMarked
package dev.redwing.playground.cluster;

import org.jspecify.annotations.NullMarked;
