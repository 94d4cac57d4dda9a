package dev.redwing.dataplane.persistence;

import java.io.IOException;

/** Writing a snapshot was ended because nobody wants it any more. */
final class SnapshotCancelledException extends IOException {
  private static final long serialVersionUID = 1;

  SnapshotCancelledException() {
    super("cancelled");
  }
}
