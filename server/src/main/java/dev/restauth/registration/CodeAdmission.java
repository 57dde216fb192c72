package dev.restauth.registration;

import dev.restauth.account.Account;
import dev.restauth.account.Admission;
import dev.restauth.account.Registration;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.Purpose;
import dev.restauth.email.ConfirmationListener;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Transaction;
import java.util.Optional;
import java.util.function.Function;

/**
 * Admits the account that a mailed code creates, and uses up the code. The account gets the address
 * to which the code was mailed.
 */
record CodeAdmission(
    OneTimeCodes codes,
    Mailer mailer,
    ConfirmationListener confirmations,
    MailedCode code,
    EmailAddress mailedTo)
    implements Admission {

  /**
   * Creates an account with a mailed code. If the code is correct but the account cannot be
   * created, the code remains valid.
   *
   * @param conditions returns an admission that checks the code and additional conditions
   * @return the outcome; {@link Outcome.CodeUsed} if the code is wrong or was already used
   */
  static Outcome register(
      Registration registration,
      OneTimeCodes codes,
      Mailer mailer,
      ConfirmationListener confirmations,
      MailedCode code,
      NewCredentials credentials,
      HashRequest hashing,
      Function<CodeAdmission, Admission> conditions) {
    Optional<EmailAddress> address =
        codes
            .attempt(code.request(), code.purpose(), code.presented())
            .map(Subject::address)
            .flatMap(EmailAddress::of);
    if (address.isEmpty()) {
      return new Outcome.CodeUsed();
    }
    boolean kept = true;
    try {
      Outcome outcome =
          registration.register(
              credentials.username(),
              credentials.password(),
              hashing,
              conditions.apply(
                  new CodeAdmission(codes, mailer, confirmations, code, address.get())));
      kept = !(outcome instanceof Outcome.Registered || outcome instanceof Outcome.CodeUsed);
      return outcome;
    } finally {
      if (kept) { // a correct code is not a guess, even if the store or the client has failed
        codes.revertAttempt(code.request());
      }
    }
  }

  /** A presented code. */
  record MailedCode(Purpose purpose, String request, String presented) {
    /** Returns a text without the code. */
    @Override
    public String toString() {
      return "MailedCode[purpose=" + purpose + "]";
    }
  }

  /** The credentials that the new account will have. */
  record NewCredentials(String username, String password) {
    /** Returns a text without the name and the password. */
    @Override
    public String toString() {
      return "NewCredentials[]";
    }
  }

  @Override
  public Optional<ConfirmedAddress> address() {
    return Optional.of(new ConfirmedAddress(mailedTo.text(), mailedTo.comparable()));
  }

  @Override
  public Optional<Outcome> admit(Transaction tx) {
    mailer.lock(tx);
    return codes.consume(tx, code.request(), code.presented())
        ? Optional.empty()
        : Optional.of(new Outcome.CodeUsed());
  }

  /**
   * Assigns the mail with the code to the account, and everything else that was sent to the same
   * address before the registration.
   */
  @Override
  public Optional<Outcome> created(Transaction tx, Account account) {
    confirmations.confirmed(tx, mailedTo, account.id());
    return Optional.empty();
  }

  /** Returns a text without the request and the address. */
  @Override
  public String toString() {
    return "CodeAdmission[]";
  }
}
