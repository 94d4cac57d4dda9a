/** Tests of the commands about the server and its configuration, run through the dispatcher. */
@NullMarked
package dev.redwing.dataplane.commands.server;

import org.jspecify.annotations.NullMarked;
