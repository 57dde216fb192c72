package dev.restauth.email;

import dev.restauth.account.PasswordConfirmation;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.Purpose;
import dev.restauth.feature.Feature;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.List;

/** The feature for the e-mail addresses of accounts. */
public final class EmailFeature implements Feature {
  private final OwnEmail own;
  private final EmailRoutes routes;

  /**
   * Creates the feature.
   *
   * @param confirmation asks for the password before an address is changed
   * @param resetValidity the validity of the password-reset code that an undo mails
   */
  public EmailFeature(
      OwnEmail own, Mailer mailer, PasswordConfirmation confirmation, Duration resetValidity) {
    this.own = own;
    this.routes = new EmailRoutes(own, mailer, confirmation, resetValidity);
  }

  /** The users' own addresses, for other features. */
  public OwnEmail own() {
    return own;
  }

  /**
   * Checks that no change to an account's address can still be undone. Otherwise a thief who has
   * changed the address could close the account before the owner undoes the change.
   *
   * @throws dev.restauth.http.ProblemException 409 if a change can still be undone
   */
  public static void requireNoUndo(Transaction tx, OneTimeCodes codes, long accountId) {
    if (codes.oldest(tx, accountId, Purpose.EMAIL_UNDO).isPresent()) {
      throw new ProblemException(
          ProblemType.UNDO_PENDING.because(
              "The e-mail address was changed less than 72 hours ago. Until its previous owner cannot undo that"
                  + " any more, only an operator or administrator can close the account."));
    }
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(routes);
  }
}
