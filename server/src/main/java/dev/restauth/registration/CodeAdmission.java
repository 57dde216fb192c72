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
 * Admits the account that a mailed code creates, and uses up the code. The account has the address that the code was
 * mailed to.
 */
record CodeAdmission(
    OneTimeCodes codes,
    Mailer mailer,
    ConfirmationListener confirmations,
    String request,
    EmailAddress mailedTo)
    implements Admission {

  /**
   * Creates the account of a mailed code. If this fails although the code is correct, the code stays valid.
   *
   * @param conditions additional conditions around that of the code
   * @return the outcome; {@link Outcome.CodeUsed} if the code was already used, or is wrong
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
                  new CodeAdmission(codes, mailer, confirmations, code.request(), address.get())));
      kept = !(outcome instanceof Outcome.Registered || outcome instanceof Outcome.CodeUsed);
      return outcome;
    } finally {
      if (kept) { // even if the store or the client has failed: a correct code is not a guess
        codes.keep(code.request());
      }
    }
  }

  /** A presented code. */
  record MailedCode(Purpose purpose, String request, String presented) {
    /** Leaves out the code. */
    @Override
    public String toString() {
      return "MailedCode[purpose=" + purpose + "]";
    }
  }

  /** The credentials that the account is to have. */
  record NewCredentials(String username, String password) {
    /** Leaves out both. */
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
    return codes.consume(tx, request) ? Optional.empty() : Optional.of(new Outcome.CodeUsed());
  }

  /** Assigns to the account the mail with the code, and everything that was sent to its address before. */
  @Override
  public Optional<Outcome> created(Transaction tx, Account account) {
    confirmations.confirmed(tx, mailedTo, account.id());
    return Optional.empty();
  }

  /** Leaves out request and address. */
  @Override
  public String toString() {
    return "CodeAdmission[]";
  }
}
