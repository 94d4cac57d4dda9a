package dev.redwing.dataplane.env;

import java.util.concurrent.Semaphore;

/**
 * Limits how far a background job may run ahead of the command loop: the job takes a credit for
 * each piece it hands over and waits when there is none; the loop gives it back when it is done
 * with the piece.
 */
public final class Credits {
  private final Semaphore semaphore;

  public Credits(int count) {
    semaphore = new Semaphore(count);
  }

  /** Waits for a credit. */
  public void take() {
    semaphore.acquireUninterruptibly();
  }

  /** Gives a credit back; never waits. */
  public void giveBack() {
    semaphore.release();
  }
}
