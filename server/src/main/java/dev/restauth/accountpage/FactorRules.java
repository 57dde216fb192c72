package dev.restauth.accountpage;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.factor.FactorAccess;
import dev.restauth.http.Answer;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import java.util.Optional;

/**
 * The rule for all pages on which users change how they log in. It is the same as for the
 * corresponding API calls. The user must have logged in recently with the strongest kind of factor
 * that the account has, or with a recovery code. Without this rule, a phishing page that obtains a
 * password and a code could take over the mailbox, and then remove the passkey. Thread-safe.
 */
record FactorRules(AccountPages pages, FactorAccess access) {
  private static final int FORBIDDEN = 403;

  /**
   * Returns the refusal for a user whose authentication is too weak, or who has only proved that
   * they can read the mailbox; empty for other users.
   *
   * @param path the path of the page to which the user returns
   */
  Optional<Answer> refusal(Visit visit, String path) {
    return refusalOfWeaker(visit, path).or(() -> refusalOfMail(visit, path));
  }

  /** Returns the refusal for a user whose authentication is too weak; empty for other users. */
  Optional<Answer> refusalOfWeaker(Visit visit, String path) {
    Acr least = access.least(visit.accountId(), visit.account().factor());
    AuthenticationMethods methods = visit.session().methods();
    return visit.isRecent() && FactorAccess.suffices(methods, least)
        ? Optional.empty()
        : Optional.of(pages.prove(visit, path, least));
  }

  private Optional<Answer> refusalOfMail(Visit visit, String path) {
    return isByMailAlone(visit, visit.session().methods())
        ? Optional.of(mailed(visit, path))
        : Optional.empty();
  }

  /**
   * Returns whether the account has a password, and the user has logged in with a mailed code but
   * with neither the password nor a passkey. A mailbox is a single factor, and must not be used to
   * obtain a second one. The refusal is a page with a link to the log-in. A redirect could go back
   * and forth between the log-in and this check forever.
   */
  private static boolean isByMailAlone(Visit visit, AuthenticationMethods methods) {
    return visit.account().passwordHash().isPresent()
        && methods.all().contains(ProofMethod.EMAIL_CODE)
        && !methods.all().contains(ProofMethod.PASSWORD)
        && methods.all().stream().noneMatch(ProofMethod::isPasskey);
  }

  private Answer mailed(Visit visit, String path) {
    return visit
        .call()
        .page(
            FORBIDDEN,
            MessageView.of(
                "account.mailed",
                Optional.of(
                    new MessageView.Link(
                        pages.proof(visit, path, Acr.ONE), Message.of("account.mailed.link")))));
  }

  /**
   * Returns the URL of the log-in with a recovery code, for a user who cannot use their passkeys;
   * empty if the account has no passkeys.
   */
  Optional<String> withoutPasskey(Visit visit, String path) {
    return Optional.of(visit)
        .filter(each -> each.account().factor())
        .filter(each -> access.least(each.accountId(), true) == Acr.PHISHING_RESISTANT)
        .map(each -> pages.proof(each, path, Acr.TWO));
  }
}
