package dev.restauth;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.core.TokenStreamFactory;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.restauth.account.Username;
import dev.restauth.password.OpaqueString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules of ARCHITECTURE.md. Only this class uses ArchUnit, because the import of the program
 * takes some seconds in each virtual machine. {@link ProgramCalls} is cheaper.
 */
class ArchitectureTest {
  /** All classes of the program. */
  private static final JavaClasses CLASSES = read();

  private static JavaClasses read() {
    // The rules need only the supertypes of Jackson's classes. Reading the classes of all libraries
    // takes longer than reading the program.
    ArchConfiguration.get().setClassResolver(SelectedClassResolverFromClasspath.class);
    ArchConfiguration.get().setClassResolverArguments("com.fasterxml.jackson");
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        // The client library for resource servers is not part of the program.
        .withImportOption(location -> !location.contains("/dev/restauth/client/"))
        .importPackages("dev.restauth");
  }

  @Test
  void checksTheWholeProgram() {
    assertThat(CLASSES.size()).isGreaterThan(100);
    assertThat(CLASSES.contain(Main.class)).isTrue();
  }

  @Test
  void hasFewFilesInTheRoot() {
    assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals("dev.restauth")))
        .filteredOn(type -> type.isTopLevelClass())
        .extracting(JavaClass::getSimpleName)
        // The start class of the one jar is compiled for Java 8.
        .filteredOn(name -> !name.equals("Start"))
        .containsExactlyInAnyOrder(
            "Main",
            "Features",
            "CorePart",
            "AccountPart",
            "TokenPart",
            "FactorPart",
            "OauthPart",
            "PagePart",
            "Declarations",
            "CommandSocket",
            "RunningServer",
            "package-info");
  }

  @Test
  void onlyTheRootDependsOnTheListener() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.restauth", "dev.restauth.listener..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.restauth.listener.."));
  }

  @Test
  void onlyTheListenerAndTheClientUseNetty() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.restauth.listener..", "dev.restauth.outbound")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void onlyTheStoreAndLegacyDatabasesUseSql() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.restauth.store",
                "dev.restauth.store.sql..",
                "dev.restauth.store.care..",
                "dev.restauth.adopt.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb.."));
  }

  @Test
  void legacyDatabasesDoNotUseTheStore() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.restauth.adopt.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.restauth.store.sql..",
                "dev.restauth.store.care..",
                "dev.restauth.adopt.source..",
                "dev.restauth.config.."));
  }

  @Test
  void onlyThreePackagesUseCryptography() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.restauth.crypto..", "dev.restauth.password..", "dev.restauth.token..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.crypto..", "java.security..", "org.bouncycastle.."));
  }

  @Test
  void onlyCryptoUsesCiphers() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.restauth.crypto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.crypto.."));
  }

  @Test
  void onlyConfigReadsTheEnvironment() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.restauth.config..")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class));
  }

  @Test
  void timeComesFromAnInjectedClock() {
    holds(
        noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void onlyPagesUseTemplates() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.restauth.page")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gg.jte.."));
  }

  @Test
  void onlyTheJsonPackageUsesItsLibrary() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.restauth.json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.."));
  }

  /**
   * A JSON factory that another class created could intern names from untrusted input without a
   * limit.
   */
  @Test
  void jsonFactoriesAreMadeInOnePlace() {
    assertThat(CLASSES.get("dev.restauth.json.JsonFactories").getAccessesFromSelf())
        .as("accesses to subclasses are recognized")
        .anyMatch(target(owner(assignableTo(TSFBuilder.class))));
    holds(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.restauth.json.JsonFactories")
            .should()
            .callConstructorWhere(target(owner(assignableTo(TokenStreamFactory.class))))
            .orShould()
            .callMethodWhere(
                target(owner(assignableTo(TokenStreamFactory.class)))
                    .and(target(nameMatching("builder|configure|enable|disable|rebuild|copy"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(TSFBuilder.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.google.gson.."));
  }

  /**
   * {@code OpaqueString} and {@code Username} check the length of a text before they normalize it,
   * so that no caller can skip the check.
   */
  @Test
  void namesAndPasswordsArePreparedInOnePlaceEach() {
    holds(
        noClasses()
            .that()
            .doNotBelongToAnyOf(OpaqueString.class, Username.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("rocks.xmpp.."));
    holds(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.restauth.password.FoldedText")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Normalizer.class));
  }

  @Test
  void storeAndCryptoDependOnNoFeature() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage("dev.restauth.store..", "dev.restauth.crypto..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.restauth.account..",
                "dev.restauth.cli..",
                "dev.restauth.config..",
                "dev.restauth.http..",
                "dev.restauth.login..",
                "dev.restauth.password..",
                "dev.restauth.servicekey..",
                "dev.restauth.token..",
                "dev.restauth.web.."));
  }

  @Test
  void storeDoesNotDependOnItsMaintenance() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage("dev.restauth.store", "dev.restauth.store.sql..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.restauth.store.care.."));
  }

  @Test
  void httpDependsOnNoFeature() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.restauth.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.restauth.account..",
                "dev.restauth.login..",
                "dev.restauth.password..",
                "dev.restauth.servicekey..",
                "dev.restauth.store.sql..",
                "dev.restauth.store.care..",
                "dev.restauth.token..",
                "dev.restauth.web.."));
  }

  @Test
  void featuresDependDownwardOnly() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.restauth.account..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.restauth.login..", "dev.restauth.token.."));
    holds(
        noClasses()
            .that()
            .resideInAPackage("dev.restauth.token..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.restauth.login.."));
  }

  /** A package's row in ARCHITECTURE.md lists exactly the packages on which the package depends. */
  @Test
  void dependenciesMatchTheTable() throws IOException {
    Map<String, Set<String>> called =
        CLASSES.stream()
            .filter(type -> !type.getPackageName().equals("dev.restauth"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName,
                    Collectors.flatMapping(ArchitectureTest::called, Collectors.toSet())));
    Map<String, Set<String>> allowed =
        found(
                "(?m)^\\| `(dev\\.restauth\\.[a-z0-9.]+)` \\|.*\\|([^|]*)\\|$",
                Files.readString(Path.of("..", "ARCHITECTURE.md")))
            .collect(
                Collectors.toMap(
                    row -> row.group(1),
                    row ->
                        found("`([a-z0-9.]+)`", row.group(2))
                            .map(name -> name.group(1))
                            .collect(Collectors.toSet())));
    assertThat(called).containsExactlyInAnyOrderEntriesOf(allowed);
  }

  /** Returns the packages on which a class depends, without their common prefix. */
  private static Stream<String> called(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .map(each -> each.getTargetClass().getBaseComponentType().getPackageName())
        .filter(name -> name.startsWith("dev.restauth.") && !name.equals(type.getPackageName()))
        .map(name -> name.substring("dev.restauth.".length()));
  }

  private static Stream<MatchResult> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }

  /** Class names are unique, so that a search by name finds only one class. */
  @Test
  void classNamesAreUnique() {
    assertThat(
            CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info")))
        .doesNotHaveDuplicates();
  }

  @Test
  void hasNoCycles() {
    holds(slices().matching("dev.restauth.(*)..").should().beFreeOfCycles());
  }

  @Test
  void describesEveryPackage() {
    holds(
        classes()
            .should()
            .resideInAnyPackage("dev.restauth..")
            .andShould(
                com.tngtech.archunit.lang.ArchCondition.from(
                    DescribedPredicate.describe(
                        "live in a package with a package-info", ArchitectureTest::described))));
  }

  private static boolean described(JavaClass type) {
    return type.getPackage().tryGetPackageInfo().isPresent();
  }

  /** Checks a rule. A rule that matches no class fails. */
  private static void holds(ArchRule rule) {
    EvaluationResult result = rule.allowEmptyShould(false).evaluate(CLASSES);
    assertThat(result.getFailureReport().getDetails()).isEmpty();
  }
}
