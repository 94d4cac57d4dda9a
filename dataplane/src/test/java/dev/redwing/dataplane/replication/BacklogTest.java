package dev.redwing.dataplane.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BacklogTest {
  private static final int SIZE = 64 * 1024;

  private final Backlog backlog = new Backlog(SIZE);

  @AfterEach
  void free() {
    backlog.close();
  }

  @Test
  void countsNothingBeforeItIsActive() {
    backlog.append(new byte[100]);

    assertThat(backlog.endOffset()).isZero();
    assertThat(backlog.length()).isZero();
  }

  @Test
  void numbersBytesFromOne() {
    backlog.activate();
    backlog.append(bytes(1, 50));

    assertThat(backlog.endOffset()).isEqualTo(50);
    assertThat(backlog.firstOffset()).isEqualTo(1);
    assertThat(backlog.length()).isEqualTo(50);
  }

  @Test
  void keepsAtLeastItsSizeAndLittleMore() {
    backlog.activate();
    for (int i = 0; i < 1000; i++) {
      backlog.append(bytes(i, 997));
    }

    assertThat(backlog.endOffset()).isEqualTo(997_000);
    assertThat(backlog.length()).isBetween((long) SIZE, SIZE + 32L * 1024);
  }

  @Test
  void aCursorKeepsWhatItHasNotSeen() {
    backlog.activate();
    try (Backlog.Cursor cursor = backlog.cursor(1)) {
      backlog.append(bytes(7, 10 * SIZE));

      assertThat(backlog.firstOffset()).isEqualTo(1);
      assertThat(read(cursor)).isEqualTo(bytes(7, 10 * SIZE));
      assertThat(cursor.available()).isZero();
    }
    assertThat(backlog.length()).isLessThan(2L * SIZE);
  }

  @Test
  void severalCursorsReadTheSameBytesAtTheirOwnPace() {
    long seed = System.nanoTime();
    System.out.println("BacklogTest seed " + seed);
    Random random = new Random(seed);
    backlog.activate();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Backlog.Cursor[] cursors = new Backlog.Cursor[3];
    ByteArrayOutputStream[] seen = new ByteArrayOutputStream[cursors.length];
    int[] starts = new int[cursors.length];
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = bytes(round, random.nextInt(3000));
      written.writeBytes(bytes);
      backlog.append(bytes);
      int who = random.nextInt(cursors.length);
      if (cursors[who] == null) {
        cursors[who] = backlog.cursor(backlog.endOffset() + 1);
        seen[who] = new ByteArrayOutputStream();
        starts[who] = written.size();
      }
      readSome(cursors[who], seen[who], random);
    }
    for (int i = 0; i < cursors.length; i++) {
      seen[i].writeBytes(read(cursors[i]));
      byte[] all = written.toByteArray();
      byte[] expected = java.util.Arrays.copyOfRange(all, starts[i], all.length);
      assertThat(seen[i].toByteArray()).as("seed %d, cursor %d", seed, i).isEqualTo(expected);
      cursors[i].close();
    }
  }

  private static void readSome(Backlog.Cursor cursor, ByteArrayOutputStream into, Random random) {
    ByteBuf bytes = cursor.next(1 + random.nextInt(5000));
    if (bytes != null) {
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      into.writeBytes(copy);
      bytes.release();
    }
  }

  @Test
  void aSliceOutlivesItsBlock() {
    backlog.activate();
    Backlog.Cursor cursor = backlog.cursor(1);
    backlog.append(bytes(3, 100));
    ByteBuf slice = java.util.Objects.requireNonNull(cursor.next(100));
    cursor.close();
    backlog.deactivate();

    assertThat(slice.getByte(99)).isEqualTo(bytes(3, 100)[99]);
    slice.release();
  }

  @Test
  void restartGoesOnAfterTheGivenOffset() {
    backlog.restart(1234);
    backlog.append(bytes(0, 10));

    assertThat(backlog.firstOffset()).isEqualTo(1235);
    assertThat(backlog.endOffset()).isEqualTo(1244);
  }

  @Test
  void aLargerSizeKeepsMore() {
    backlog.activate();
    backlog.setSizeBytes(4 * SIZE);
    backlog.append(bytes(0, 3 * SIZE));

    assertThat(backlog.length()).isEqualTo(3 * SIZE);

    backlog.setSizeBytes(SIZE);

    assertThat(backlog.length()).isBetween((long) SIZE, SIZE + 32L * 1024);
  }

  @Test
  void refusesACursorOutsideOfWhatIsKept() {
    backlog.restart(100);

    assertThatThrownBy(() -> backlog.cursor(100)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> backlog.cursor(102)).isInstanceOf(AssertionError.class);
  }

  private static byte[] read(Backlog.Cursor cursor) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf next = cursor.next(1000); next != null; next = cursor.next(1000)) {
      byte[] part = new byte[next.readableBytes()];
      next.readBytes(part);
      all.writeBytes(part);
      next.release();
    }
    return all.toByteArray();
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
