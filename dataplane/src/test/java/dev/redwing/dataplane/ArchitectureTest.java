package dev.redwing.dataplane;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds the tree to {@link ImportTable}, and the outside world and threads to three packages. */
@AnalyzeClasses(
    packages = "dev.redwing.dataplane",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.redwing.dataplane";

  private static final int MAX_LINES_OF_A_FILE = 600;

  /** Who may know of files, the time of day, chance and threads; Main starts them. */
  private static final String[] OUTSIDE = {
    ROOT, ROOT + ".env..", ROOT + ".net..", ROOT + ".server.."
  };

  /**
   * A snapshot's thread reads a frozen table while the loop goes on: FrozenDict tells the loop how
   * far the walk has come, Replaced hands it the slots that were overwritten meanwhile.
   */
  private static final Set<String> VOLATILE = Set.of(ROOT + ".collect.FrozenDict.passed");

  private static final Set<String> FENCES = Set.of(ROOT + ".collect.Replaced");

  private static final Set<String> RAW_MEMORY =
      Set.of(ROOT + ".bytes.RawMemory", ROOT + ".bytes.Addresses", ROOT + ".memory.NativeMemory");

  @ArchTest
  static final ArchRule importsAreThoseOfTheTable =
      classes().should(importOnlyWhatTheTableAllows());

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().assignedFrom(packages()).should().beFreeOfCycles();

  /** What the table says already, whatever it may say one day. */
  @ArchTest
  static final ArchRule noGroupOfCommandsKnowsAnother =
      slices().matching(ROOT + ".commands.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyMainKnowsTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".server..")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".Main")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".server..");

  @ArchTest
  static final ArchRule channelsAreOfNet =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".net..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler..");

  @ArchTest
  static final ArchRule rawMemoryIsBehindNativeMemory =
      noClasses()
          .that(DescribedPredicate.not(isNamedIn(RAW_MEMORY)))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("sun.misc.Unsafe");

  @ArchTest
  static final ArchRule theOutsideWorldIsBehindEnv =
      noClasses()
          .that()
          .resideOutsideOfPackages(OUTSIDE)
          .should()
          .dependOnClassesThat(isOfTheOutsideWorld())
          .orShould()
          .callMethodWhere(readsTimeOrChance());

  @ArchTest
  static final ArchRule nobodyElseIsConcurrent =
      noClasses()
          .that()
          .resideOutsideOfPackages(OUTSIDE)
          .should()
          .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.."));

  @ArchTest
  static final ArchRule nobodyElseHasVolatileFields =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackages(OUTSIDE)
          .should(notBeVolatile());

  @ArchTest
  static final ArchRule nobodyElseHasFences =
      noClasses()
          .that()
          .resideOutsideOfPackages(OUTSIDE)
          .and(DescribedPredicate.not(isNamedIn(FENCES)))
          .should()
          .callMethodWhere(ordersMemory());

  @ArchTest
  static final ArchRule nobodyElseHasSynchronizedMethods =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackages(OUTSIDE)
          .should()
          .haveModifier(JavaModifier.SYNCHRONIZED);

  @ArchTest
  static final ArchRule nobodyElseHasSynchronizedBlocks =
      classes().that().resideOutsideOfPackages(OUTSIDE).should(haveNoMonitors());

  @ArchTest
  static void everyPackageHasARowAndAnInfo(JavaClasses classes) {
    Set<String> packages = new TreeSet<>();
    Set<String> described = new TreeSet<>();
    for (JavaClass type : classes) {
      packages.add(belowRoot(type));
      if (type.getSimpleName().equals("package-info")) {
        described.add(belowRoot(type));
      }
    }
    assertThat(described).as("packages with a package-info").isEqualTo(packages);
    assertThat(packages).as("packages with a row in ImportTable").allMatch(ImportTable::names);
  }

  @ArchTest
  static void filesStayReadable(JavaClasses classes) throws IOException {
    try (Stream<Path> tree = Files.walk(Path.of("src"))) {
      List<Path> sources = tree.filter(path -> path.toString().endsWith(".java")).toList();
      assertThat(sources).as("the source tree").isNotEmpty();
      assertThat(sources)
          .as("files of at most %d lines", MAX_LINES_OF_A_FILE)
          .allMatch(source -> lines(source) <= MAX_LINES_OF_A_FILE);
    }
  }

  private static long lines(Path source) {
    try (Stream<String> lines = Files.lines(source)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String belowRoot(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  private static ArchCondition<JavaClass> importOnlyWhatTheTableAllows() {
    return new ArchCondition<>("import only what ImportTable allows") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (!isOurs(target) || target.getPackageName().equals(type.getPackageName())) {
            continue;
          }
          if (!ImportTable.allows(belowRoot(type), belowRoot(target))) {
            events.add(
                SimpleConditionEvent.violated(
                    dependency,
                    "'%s' may not import '%s': %s"
                        .formatted(
                            belowRoot(type), belowRoot(target), dependency.getDescription())));
          }
        }
      }
    };
  }

  /** Each package is a slice; replication's four are one (see its row). */
  private static SliceAssignment packages() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        if (!isOurs(type)) {
          return SliceIdentifier.ignore();
        }
        String name = belowRoot(type);
        return SliceIdentifier.of(name.startsWith("replication.") ? "replication" : name);
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  private static DescribedPredicate<JavaClass> isOfTheOutsideWorld() {
    Set<String> names =
        Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.nio.channels.AsynchronousFileChannel",
            "java.nio.channels.FileChannel",
            "java.nio.file.FileSystem",
            "java.nio.file.FileSystems",
            "java.nio.file.Files",
            "java.security.SecureRandom",
            "java.time.Clock",
            "java.util.Date",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer");
    return DescribedPredicate.describe(
        "are files, sockets, clocks, chance or threads",
        type ->
            names.contains(type.getName())
                || type.getName().matches("java\\.io\\.(File|RandomAccessFile).*")
                || type.getPackageName().startsWith("java.util.random")
                || type.getPackageName().equals("java.net"));
  }

  private static DescribedPredicate<JavaMethodCall> readsTimeOrChance() {
    return DescribedPredicate.describe(
        "it reads a clock or chance",
        call -> {
          String owner = call.getTargetOwner().getName();
          return switch (call.getName()) {
            case "nanoTime", "currentTimeMillis" -> owner.equals("java.lang.System");
            case "now" -> owner.startsWith("java.time.");
            case "random" -> owner.equals("java.lang.Math");
            case "randomUUID" -> owner.equals("java.util.UUID");
            default -> false;
          };
        });
  }

  private static DescribedPredicate<JavaMethodCall> ordersMemory() {
    return DescribedPredicate.describe(
        "it orders memory between threads",
        call ->
            call.getTargetOwner().getName().equals("java.lang.invoke.VarHandle")
                && call.getName()
                    .matches(".*(Fence|Volatile|Acquire|Release|Opaque)|(compareAnd|getAnd).*"));
  }

  private static DescribedPredicate<JavaClass> isNamedIn(Set<String> names) {
    return DescribedPredicate.describe("are of " + names, type -> names.contains(type.getName()));
  }

  private static ArchCondition<JavaField> notBeVolatile() {
    return new ArchCondition<>("not be volatile, unless it is of %s", VOLATILE) {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        if (field.getModifiers().contains(JavaModifier.VOLATILE)
            && !VOLATILE.contains(field.getFullName())) {
          events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is volatile"));
        }
      }
    };
  }

  /** ArchUnit does not see what is inside a method, so the bytecode is read. */
  private static ArchCondition<JavaClass> haveNoMonitors() {
    return new ArchCondition<>("have no synchronized block") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        try {
          byte[] bytes = Files.readAllBytes(Path.of(type.getSource().orElseThrow().getUri()));
          boolean locks =
              ClassFile.of().parse(bytes).methods().stream()
                  .flatMap(method -> method.code().stream())
                  .anyMatch(
                      code -> code.elementStream().anyMatch(MonitorInstruction.class::isInstance));
          if (locks) {
            events.add(
                SimpleConditionEvent.violated(type, type.getName() + " has a synchronized block"));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
