/** Tests of the directives against their texts, files and a real redis-server. */
@NullMarked
package dev.redwing.dataplane.config;

import org.jspecify.annotations.NullMarked;
