package dev.redwing.dataplane.commands.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redwing.dataplane.command.Command;
import dev.redwing.dataplane.command.CommandHandler;
import dev.redwing.dataplane.command.spec.CommandSpec;
import dev.redwing.dataplane.command.spec.Flag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which commands are timed together, and that none is forgotten. */
class CommandTimingTest {
  private static final String[] QUICK = {"quick"};
  private static final String[] OTHER = {"other"};
  private static final String[] SLOW = {"slow"};

  private final CommandHarness harness = new CommandHarness();
  private Command quick;

  @BeforeEach
  void register() {
    CommandHandler handler =
        context -> {
          harness.clock.advanceMillis(1);
          context.reply().bulk("x".repeat(context.count() == 2 ? 2000 : 1));
        };
    quick = harness.table.register(spec("quick").flags(Flag.FAST), handler);
    harness.table.register(spec("other").flags(Flag.FAST), handler);
    harness.table.register(spec("slow"), handler);
  }

  private static CommandSpec.Builder spec(String name) {
    return CommandSpec.command(name).arity(-1);
  }

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void quickCommandsOfOneNameAreTimedTogether() {
    harness.runPipelined(Collections.nCopies(20, QUICK));
    assertThat(harness.executed).containsExactly("quick*16", "quick*4");
    assertThat(quick.calls()).isEqualTo(20);
    assertThat(quick.totalMicros()).isEqualTo(20_000);
    assertThat(harness.latencies.histogram(quick).total()).isEqualTo(20);
    // Of 1 ms each: the mean of a run is what one took.
    assertThat(harness.latencies.histogram(quick).percentileNanos(100))
        .isBetween(1_000_000L, 1_010_000L);
  }

  @Test
  void anotherCommandEndsTheRun() {
    harness.runPipelined(List.of(QUICK, QUICK, OTHER, QUICK, SLOW, SLOW, QUICK));
    assertThat(harness.executed)
        .containsExactly("quick*2", "other*1", "quick*1", "slow*1", "slow*1", "quick*1");
    assertThat(quick.totalMicros()).isEqualTo(4_000);
  }

  @Test
  void whatMayHaveTakenLongerEndsTheRun() {
    String[] longReply = {"quick", "x"};
    String[] manyWords = {"quick", "1", "2", "3", "4"};
    String[] longWord = {"quick", "1", "x".repeat(2000)};
    harness.runPipelined(List.of(QUICK, longReply, QUICK, manyWords, QUICK, longWord, QUICK));
    assertThat(harness.executed).containsExactly("quick*2", "quick*2", "quick*2", "quick*1");
  }

  @Test
  void whatDidNotRunLeavesThoseBeforeItCounted() {
    harness.table.register(spec("two").arity(2).flags(Flag.FAST), c -> c.reply().integer(1));
    String[] right = {"two", "x"};
    String[] wrong = {"two"};
    harness.runPipelined(List.of(right, right, wrong, QUICK));
    assertThat(harness.executed).containsExactly("two*2", "quick*1");
  }

  @Test
  void aLowThresholdOfTheSlowLogTimesEach() {
    harness.wantsEachDuration = true;
    harness.runPipelined(Collections.nCopies(3, QUICK));
    assertThat(harness.executed).isEqualTo(new ArrayList<>(Collections.nCopies(3, "quick*1")));
  }

  @Test
  void aThresholdThatIsLoweredInAPipelineHoldsFromThereOn() {
    harness.table.register(spec("lower"), context -> harness.wantsEachDuration = true);
    harness.runPipelined(List.of(QUICK, QUICK, new String[] {"lower"}, QUICK, QUICK));
    assertThat(harness.executed).containsExactly("quick*2", "lower*1", "quick*1", "quick*1");
  }
}
