package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.restauth.crypto.ConstantTime;
import java.nio.Buffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Digests, keys, tokens, codes and hashes are compared only by {@link ConstantTime}: the time of another
 * comparison reveals where two values differ (timing attack). All other comparisons in packages with secrets are
 * listed here; they compare nothing secret.
 */
class SecretComparisonsTest {
  private static final Set<String> NAMES =
      Set.of(
          "equals",
          "deepEquals",
          "equalsIgnoreCase",
          "contentEquals",
          "regionMatches",
          "compare",
          "compareUnsigned",
          "compareTo",
          "compareToIgnoreCase",
          "mismatch");

  private static final List<String> WITH_SECRETS =
      List.of("account", "crypto", "login", "password", "servicekey", "session", "token", "vault");

  private static final List<String> ARRAYS =
      List.of(
          "account.AccountListRows.compare", // user names
          "adopt.sql.SqliteHeader.hasWriteAheadLog", // the beginning of a file
          "config.AddressBlock.<init>",
          "config.AddressBlock.contains",
          "listener.HeadReader.isFrom", // an HTTP version
          "password.BlocklistFile.read", // the start of a file
          "password.FoldedText.isAt", // a password with itself, and with typed text
          "password.PasswordSpellings.differ", // a password with itself
          "store.care.Cell.compareTo", // rows of two databases of the operator's
          "store.care.Cell.equals",
          "store.care.RowComparison.compare", // rows of two databases of the operator's
          "store.care.SqliteHeader.isIn"); // the start of a file

  private static final List<String> TEXTS =
      List.of(
          "account.AccountCache.cached", // user names, as in the next three
          "account.AccountRows.findAsTyped",
          "account.OwnUsername.change",
          "account.Username.spellings",
          "crypto.CertificateFiles.match", // names of algorithms
          "crypto.SecretText.matches", // a checksum that is not secret
          "login.LoginFlow.find", // user names
          "login.LoginThrottle.reset", // user names
          "password.BundledLibrary.resource", // the operating system's name
          "password.HashingPriority.lowerOfThisThread",
          "password.NativeArgon2.computesCorrectly", // a published test vector
          "password.PasswordList.password", // a line of a blocklist with itself
          "password.Phc.parse", // a hash with itself
          "password.TuneCommand.millis", // a unit of time
          "password.format.BcryptFormat.digest", // words of formats, from here on
          "password.format.BcryptFormat.passlib",
          "password.format.BcryptFormat.preparation",
          "password.format.CryptFormat.characters",
          "password.format.CryptFormat.modular",
          "password.format.CryptFormat.number",
          "password.format.HashFunction.find",
          "password.format.KeycloakCredential.assembled",
          "password.format.KeycloakCredential.version",
          "password.format.LdapFormat.parse",
          "password.format.LogtoFormat.hash",
          "password.format.LogtoFormat.pbkdf2",
          "password.format.NamedFormat.django",
          "password.format.NamedFormat.named",
          "servicekey.Scope.parse",
          "servicekey.ServiceKeyRows.row", // states of keys
          "servicekey.ServiceKeys.check", // the name of a service
          "session.SessionRoutes.endOne", // ids of sessions of one account
          "session.SessionRoutes.list", // ids of sessions of one account
          "session.Sessions.narrow", // names of scopes
          "token.AdoptedToken.decode", // a part of the token with itself
          "token.AdoptedToken.read", // names of members
          "token.AdoptedTokenKey.accepts", // names of algorithms
          "token.AdoptedTokenKey.open",
          "token.AdoptedTokens.proof", // ids of sources
          "token.KeyOperations.next", // states of keys
          "token.KeyRotation.lacksAlgorithm",
          "token.KeyRotation.revoke", // ids of keys, which are published
          "token.KeyTimes.isSigning",
          "token.SigningAlgorithm.of",
          "token.SigningKey.open", // the thumbprint of a public key with its id
          "token.TokenAnswers.of", // names of scopes
          "token.TokenClaims.read", // claims of a verified token
          "token.TokenRoutes.wantsRefreshToken", // a parameter
          "token.TokenVerifier.isCanonical", // a token with itself
          "vault.KeyFolder.isSame", // ids of keys
          "vault.Vault.addKey",
          "vault.VaultCheck.isOutdated"); // an earlier state of the database with the current one

  @Test
  void bytesAreComparedInOneMethod() {
    assertThat(places(access -> is(access, MessageDigest.class, "isEqual")))
        .containsExactly("crypto.ConstantTime.equals");
  }

  @Test
  void arraysThatAreComparedAreNotSecret() {
    assertThat(places(SecretComparisonsTest::comparesArrays)).containsExactlyElementsOf(ARRAYS);
  }

  @Test
  void textsThatAreComparedAreNotSecret() {
    assertThat(places(SecretComparisonsTest::comparesTextsBesideSecrets))
        .containsExactlyElementsOf(TEXTS);
  }

  private static boolean comparesArrays(JavaAccess<?> access) {
    return NAMES.contains(access.getName())
        && (owner(access).isEquivalentTo(Arrays.class)
            || owner(access).isAssignableTo(Buffer.class)
            || is(access, Objects.class, "deepEquals"));
  }

  private static boolean comparesTextsBesideSecrets(JavaAccess<?> access) {
    return WITH_SECRETS.stream().anyMatch(each -> isIn(access.getOriginOwner(), each))
        && NAMES.contains(access.getName())
        && (owner(access).isAssignableTo(CharSequence.class)
            || owner(access).isEquivalentTo(Optional.class)
            || owner(access).isEquivalentTo(Objects.class)
            || owner(access).isEquivalentTo(Comparator.class)
            || owner(access).isEquivalentTo(Object.class)
            || owner(access).isAssignableTo(Collection.class));
  }

  private static boolean isIn(JavaClass type, String folder) {
    return (type.getPackageName() + ".").startsWith("dev.restauth." + folder + ".");
  }

  private static JavaClass owner(JavaAccess<?> access) {
    return access.getTargetOwner();
  }

  private static boolean is(JavaAccess<?> access, Class<?> owner, String name) {
    return owner(access).isEquivalentTo(owner) && access.getName().equals(name);
  }

  /** Returns the methods that call or reference the given ones. */
  private static Set<String> places(Predicate<JavaAccess<?>> wanted) {
    return ArchitectureTest.CLASSES.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> access.getTarget() instanceof CodeUnitAccessTarget)
        .filter(wanted)
        .map(access -> access.getOriginOwner().getName() + "." + access.getOrigin().getName())
        .map(place -> place.substring("dev.restauth.".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
