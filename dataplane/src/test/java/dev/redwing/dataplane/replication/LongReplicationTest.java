package dev.redwing.dataplane.replication;

import dev.redwing.dataplane.replication.Product.Pair;
import dev.redwing.dataplane.testing.RunningServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the other tests prove of some combinations, for those that they leave out. */
@Tag("long")
class LongReplicationTest {
  static List<Pair> pairsWithValkey() {
    return Product.pairsWithValkey();
  }

  static List<Pair> allPairs() {
    List<Pair> all = new ArrayList<>(Product.pairs());
    all.addAll(Product.pairsWithValkey());
    return all;
  }

  @ParameterizedTest
  @MethodSource("pairsWithValkey")
  void syncsWithValkey(Pair pair) {
    new FullSyncTest().dataAndOffsetsAreEqualWhateverWasWrittenMeanwhile(pair, "no");
    PartialSyncTest partial = new PartialSyncTest();
    partial.killedLinkGoesOnWhereItWas(pair);
    partial.backlogThatIsTooSmallMakesItAFullSync(pair);
    partial.chainSurvivesAPromotionInItsMiddle(pair);
  }

  @ParameterizedTest
  @MethodSource("pairsWithValkey")
  void rulesWithValkey(Pair pair) {
    ReplicaRulesTest rules = new ReplicaRulesTest();
    rules.aPasswordIsNeededAndUsed(pair);
    rules.onlyTheMasterExpiresKeysAndTheReplicaHidesThem(pair);
  }

  @ParameterizedTest
  @MethodSource("allPairs")
  void silenceAndLag(Pair pair) {
    ReplicaRulesTest.acknowledgementsAndLag(pair);
    MasterLinkTest.silenceBreaksTheLink(pair);
  }

  /** The references as masters show that it is what they do. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS", "VALKEY"})
  void threeShareAFile(Product kind, @TempDir Path directory) {
    SharedSnapshotTest.threeShareAFile(kind, directory);
  }

  @ParameterizedTest
  @EnumSource(Product.class)
  void masters(Product kind, @TempDir Path directory) {
    MasterLinkTest.brokenFullSyncIsTriedAgain(kind);
    try (RunningServer master = kind.start()) {
      MasterLinkTest.restartedReplicaGoesOn(master, directory);
    }
  }
}
