package dev.redwing.dataplane.aof;

/**
 * One file of the AOF as the manifest lists it.
 *
 * @param sequence counts up from 1, for bases and increments apart
 */
public record AofFile(String name, long sequence, Kind kind) {
  /** What a file is for; the letter is the manifest's. */
  public enum Kind {
    BASE('b'),
    INCREMENT('i'),
    HISTORY('h');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  AofFile asHistory() {
    return new AofFile(name, sequence, Kind.HISTORY);
  }
}
