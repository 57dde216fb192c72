package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ProgramCalls.Call;
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
 * Comparisons of digests, keys, tokens, codes and hashes, which only {@link ConstantTime} may make.
 * The duration of any other comparison reveals the position of the first difference (timing
 * attack). The test lists all other comparisons in packages with secrets; none compares a secret.
 */
class SecretComparisonsTest {
  private static final String ROOT = "dev.restauth.";

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
      List.of(
          "account",
          "assurance",
          "challenge",
          "code",
          "crypto",
          "factor",
          "login",
          "logincode",
          "password",
          "personalkey",
          "recovery",
          "registration",
          "servicekey",
          "session",
          "token",
          "vault");

  private static final List<String> ARRAYS =
      List.of(
          "account.AccountListRows.compare", // user names
          "adopt.sql.JournalModeReader.hasWriteAheadLog", // the beginning of a file
          "config.AddressBlock.<init>",
          "config.AddressBlock.contains",
          "listener.HeadReader.isFrom", // an HTTP version
          "page.PageLogo.type", // the start of an image
          "passkey.CredentialJson.has", // ids, which are public
          "password.BlocklistFile.read", // the start of a file
          "password.FoldedText.isAt", // a password with itself, and with typed text
          "password.PasswordSpellings.differ", // a password with itself
          "store.care.Cell.compareTo", // rows of two databases, both of the operator
          "store.care.Cell.equals",
          "store.care.RowComparison.compare", // rows of two databases, both of the operator
          "store.care.SqliteHeader.isIn"); // the start of a file

  private static final List<String> TEXTS =
      List.of(
          "account.AccountCache.cached",
          "account.AccountRows.findAsTyped",
          "account.OwnUsername.change",
          "account.RetiredNames.rename",
          "account.Username.spellings",
          "assurance.Acr.of", // a class, by its name
          "assurance.Assurance.judgeRemembered", // two methods
          "assurance.ProofMethod.of", // a method, by its name
          "challenge.Challenges.find", // the id of a session
          "challenge.StepUps.limit", // the id of a session
          "challenge.StepUps.wanted", // the id of an organisation
          "crypto.CertificateFiles.match",
          "crypto.SecretText.matches",
          "factor.Totp$Algorithm.of", // an algorithm, by its name
          "login.AccountLookup.find",
          "login.LoginThrottle.reset",
          "logincode.LoginCodes.use", // an e-mail address
          "password.BundledLibrary.resource",
          "password.HashingPriority.lowerOfThisThread",
          "password.NativeArgon2.computesCorrectly",
          "password.PasswordList.password",
          "password.Phc.parse",
          "password.TuneCommand.millis",
          "password.format.BcryptFormat.digest",
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
          "personalkey.KeyAuthentication.mayNameOwner",
          "personalkey.PersonalKeyRoutes.end",
          "recovery.PasswordResets.hasConfirmed", // an e-mail address
          "registration.InvitationOperations.invite", // a language
          "registration.Invitations.joined", // an e-mail address
          "servicekey.AdministrativeServiceKeyRoutes.change",
          "servicekey.AdministrativeServiceKeyRoutes.list",
          "servicekey.Scope.parse",
          "servicekey.ServiceKeyRows.row",
          "servicekey.ServiceKeys.check",
          "session.ClientSessions.endForReusedCode",
          "session.LiveSession.ofKey",
          "session.RefreshTokens$Holder.holds",
          "session.SessionPreview.enter",
          "session.SessionRoutes.endOne",
          "session.SessionRoutes.list",
          "session.SessionRow.impersonated",
          "session.Sessions.enter",
          "session.Sessions.isHeldBy",
          "session.Sessions.narrow",
          "token.AdoptedToken.decode",
          "token.AdoptedToken.read",
          "token.AdoptedTokenKey.accepts",
          "token.AdoptedTokenKey.open",
          "token.AdoptedTokens.proof",
          "token.AskedOrganization.requireMayEnter",
          "token.AskedScopes.parse",
          "token.ClientClaims.read",
          "token.ClientSignatures.candidates",
          "token.HalfDigest.of",
          "token.KeyOperations.next",
          "token.KeyRotation.lacksAlgorithm",
          "token.KeyRotation.revoke",
          "token.KeyTimes.isSigning",
          "token.SignedClaims.isCanonical",
          "token.SigningAlgorithm.of",
          "token.SigningKey.open",
          "token.TokenAnswers.of",
          "token.TokenClaims.actor",
          "token.TokenClaims.read",
          "token.TokenRoutes.renew",
          "token.TokenRoutes.session",
          "token.TokenRoutes.wantsRefreshToken",
          "token.TokenScope.of",
          "vault.Cursors.open",
          "vault.KeyFolder.isSame",
          "vault.Vault.addKey",
          "vault.VaultCheck.isOutdated"); // an earlier state of the database and the current one

  @Test
  void bytesAreComparedInOneMethod() {
    assertThat(places(call -> is(call, MessageDigest.class, "isEqual")))
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

  private static boolean comparesArrays(Call call) {
    return NAMES.contains(call.name())
        && (isOf(call, Arrays.class)
            || isAssignable(call, Buffer.class)
            || is(call, Objects.class, "deepEquals"));
  }

  private static boolean comparesTextsBesideSecrets(Call call) {
    return WITH_SECRETS.stream().anyMatch(each -> call.from().startsWith(ROOT + each + "."))
        && NAMES.contains(call.name())
        && (isAssignable(call, CharSequence.class)
            || isOf(call, Optional.class)
            || isOf(call, Objects.class)
            || isOf(call, Comparator.class)
            || isOf(call, Object.class)
            || isAssignable(call, Collection.class));
  }

  private static boolean isOf(Call call, Class<?> owner) {
    return call.owner().equals(owner.getName());
  }

  private static boolean isAssignable(Call call, Class<?> type) {
    try {
      return type.isAssignableFrom(
          Class.forName(call.owner(), false, SecretComparisonsTest.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean is(Call call, Class<?> owner, String name) {
    return isOf(call, owner) && call.name().equals(name);
  }

  /** Returns the methods that call or reference the given methods. */
  private static Set<String> places(Predicate<Call> wanted) {
    return ProgramCalls.all()
        .filter(wanted)
        .map(call -> call.from() + "." + call.method())
        .map(place -> place.substring(ROOT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
