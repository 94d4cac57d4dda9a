/** The API server, asked by the client the operator uses. */
@NullMarked
package dev.redwing.playground.api;

import org.jspecify.annotations.NullMarked;
