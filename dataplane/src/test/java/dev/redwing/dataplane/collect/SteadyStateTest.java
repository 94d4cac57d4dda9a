package dev.redwing.dataplane.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.redwing.dataplane.memory.Arena;
import dev.redwing.dataplane.memory.Epochs;
import dev.redwing.dataplane.memory.NativeMemory;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists and sorted sets that change all the time leave nothing on the heap. */
class SteadyStateTest {
  private static final int OPERATIONS = 10_000;
  private static final int MAX_ROUNDS = 300;
  private static final int MEMBERS = 1000;
  private static final int MEMBER_BYTES = 4;

  private final Arena arena = Arena.create(64L << 20, false);
  private final Epochs epochs = new Epochs(arena);

  @AfterEach
  void close() {
    arena.close();
  }

  /** Rounds until the compiler is done; then not a byte an operation. */
  private static void assertAllocatesNothing(IntConsumer operation) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < MAX_ROUNDS && allocated >= OPERATIONS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < OPERATIONS; i++) {
        operation.accept(i);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThan(OPERATIONS);
  }

  @Test
  void listsAllocateNothing() {
    Chunks chunks = new Chunks(arena, epochs, new Cuttings(arena, epochs));
    long value = arena.address(arena.allocate(64));
    NativeMemory.fill(value, 64, (byte) 'v');
    for (int i = 0; i < 20_000; i++) {
      chunks.pushTail(value, 20);
    }
    assertAllocatesNothing(
        i -> {
          chunks.attach(chunks.root(), chunks.count());
          chunks.pushTail(value, i % 64);
          chunks.seekFirst();
          chunks.remove();
          chunks.seek(i);
          chunks.insertAfter(value, 30);
          chunks.set(value, 31);
          chunks.remove();
        });
    assertThat(chunks.count()).isEqualTo(20_000);
    chunks.checkInvariants();
  }

  @Test
  void sortedSetsAllocateNothing() {
    Ranking ranking = new Ranking(arena, epochs);
    long[] members = new long[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
      members[i] = arena.allocate(Node.HEADER_BYTES + MEMBER_BYTES);
      long node = arena.address(members[i]);
      NativeMemory.putInt(node + Node.KEY_LENGTH, MEMBER_BYTES);
      NativeMemory.putInt(node + Node.HEADER_BYTES, i);
      ranking.insert(i, members[i]);
    }
    assertAllocatesNothing(
        i -> {
          int member = i % MEMBERS;
          ranking.attach(ranking.root());
          ranking.changeScore(member, -member - 1.0, members[member]);
          ranking.seekAtLeast(member, true);
          ranking.remove(-member - 1.0, members[member]);
          ranking.insert(member, members[member]);
        });
    assertThat(ranking.count()).isEqualTo(MEMBERS);
    ranking.checkInvariants();
  }
}
