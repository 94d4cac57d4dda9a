package dev.redwing.dataplane.type.set;

/** Receives members one by one and says whether there is to be another. */
@FunctionalInterface
public interface MemberTest {
  boolean goesOn(long member, int length);
}
