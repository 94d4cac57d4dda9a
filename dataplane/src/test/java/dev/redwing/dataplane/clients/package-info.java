/** The tools and the client libraries that people use, against our server. */
@NullMarked
package dev.redwing.dataplane.clients;

import org.jspecify.annotations.NullMarked;
