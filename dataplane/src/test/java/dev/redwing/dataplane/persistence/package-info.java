/** Tests of persistence as a whole: a store, a disk that fails, jobs that run when told to. */
@NullMarked
package dev.redwing.dataplane.persistence;

import org.jspecify.annotations.NullMarked;
