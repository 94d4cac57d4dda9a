package dev.redwing.dataplane.config;

/** A command under another name; an empty one takes it away. */
public record RenamedCommand(String name, String newName) {}
