package dev.redwing.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What decides is pure: no client, no socket, no clock; and packages form no cycle. */
@AnalyzeClasses(
    packages = "dev.redwing.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.redwing.operator.";

  @ArchTest
  static final ArchRule decidingTouchesNothing =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "config", ROOT + "desired", ROOT + "plan", ROOT + "status")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "redis.clients..",
              "io.javaoperatorsdk..",
              "java.net..",
              "java.util.concurrent..",
              "org.slf4j..",
              ROOT + "act",
              ROOT + "redis");

  @ArchTest
  static final ArchRule nobodyWhoDecidesReadsTheClock =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "config", ROOT + "desired", ROOT + "plan", ROOT + "status")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now");

  @ArchTest
  static final ArchRule jedisIsSpokenInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "redis")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("redis.clients..");

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
}
