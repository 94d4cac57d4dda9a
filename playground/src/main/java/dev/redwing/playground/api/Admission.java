package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Has a say in every write before it is stored: fills in what the cluster gives. */
@FunctionalInterface
public interface Admission {
  void admit(ResourceType type, @Nullable ObjectNode old, ObjectNode object);
}
