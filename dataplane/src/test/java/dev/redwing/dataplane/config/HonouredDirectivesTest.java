package dev.redwing.dataplane.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A directive that the table calls honoured is read by some code outside of this package, through
 * its accessor in {@link Config}.
 */
final class HonouredDirectivesTest {
  /** Read within this package alone, and why that is right. */
  private static final Set<String> OF_CONFIG_ITSELF =
      Set.of("enable-protected-configs"); // CONFIG SET asks it

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.redwing.dataplane");

  @Test
  void everyHonouredDirectiveIsReadBySomeone() throws Exception {
    Map<String, Boolean> read = new TreeMap<>();
    for (JavaMethod accessor : classes.get(Config.class).getMethods()) {
      boolean used =
          accessor.getCallsOfSelf().stream().anyMatch(call -> isOutside(call.getOriginOwner()));
      used |=
          accessor.getReferencesToSelf().stream()
              .anyMatch(reference -> isOutside(reference.getOriginOwner()));
      for (String directive : directivesOf(accessor)) {
        read.merge(directive, used, Boolean::logicalOr);
      }
    }
    Set<String> unread =
        Directives.all().stream()
            .filter(directive -> directive.status() instanceof Status.Honoured)
            .map(Directive::name)
            .filter(name -> !read.getOrDefault(name, false))
            .filter(name -> !OF_CONFIG_ITSELF.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unread).isEmpty();
  }

  /** Those whose constants the accessor names. */
  private static Set<String> directivesOf(JavaMethod accessor) throws Exception {
    Set<String> names = new TreeSet<>();
    for (JavaFieldAccess access : accessor.getFieldAccesses()) {
      Field field =
          Class.forName(access.getTargetOwner().getName()).getDeclaredField(access.getName());
      if (Directive.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        names.add(((Directive<?>) field.get(null)).name());
      }
    }
    return names;
  }

  private static boolean isOutside(JavaClass user) {
    return !user.getPackageName().equals(Config.class.getPackageName());
  }
}
