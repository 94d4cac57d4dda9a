/**
 * The custom resource {@code Redwing} as Java types, and the rules it must keep.
 *
 * <p>The types are plain data read and written by Jackson: public fields, every one of them
 * {@code @Nullable}, because a field that the user left out is absent and not its default. Who
 * needs defaults settles the spec first ({@code dev.redwing.operator.config} does so, once). The
 * CRD YAML in {@code META-INF/fabric8} is generated from these types and checked in; {@code
 * CrdYamlTest} compares the two and says how to write it anew.
 *
 * <p>Nothing here does I/O or knows of threads; anybody may import it. Read {@link
 * dev.redwing.crds.RedwingSpec} first.
 */
@NullMarked
package dev.redwing.crds;

import org.jspecify.annotations.NullMarked;
