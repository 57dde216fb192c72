package dev.restauth.enrolment;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.FactorPolicy;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.factor.MailboxProof;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * The operation {@code restauth user enrol}. It creates a code with which the owner of an account
 * can enrol its first factor. It is for users who must have a factor but cannot get a code by mail:
 * their account has no confirmed address, or mails do not arrive. The code is valid only together
 * with the password.
 *
 * @param firstFactor determines whether enrolling an optional factor requires a code
 */
record EnrolOperation(
    Store store, EnrolmentCodes codes, MailboxProof firstFactor, FactorPolicy policy)
    implements Operations.Source, Operations.Operation {

  @Override
  public void declare(Operations operations) {
    operations.add("user.enrol", this);
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    Optional<Account> found =
        store.reading(tx -> new AccountRows(tx).findBySpelling(request.argument("username")));
    if (found.isEmpty()) {
      return new Reply.Failed("No account has this user name.");
    }
    Account account = found.get();
    if (!account.active()) {
      return new Reply.Failed(account.username() + " is disabled or closed.");
    }
    SecondFactor factor = policy.of(account);
    return switch (factor) {
      case ENROLLED -> new Reply.Failed(account.username() + " has a second factor already.");
      case NONE ->
          firstFactor.isNeeded(account.id())
              ? store.inTransaction(tx -> made(tx, account))
              : new Reply.Failed(
                  account.username()
                      + " need not have a second factor (setting require-factor), and can enrol one after a"
                      + " log-in.");
      case DUE -> store.inTransaction(tx -> made(tx, account));
    };
  }

  private Reply made(Transaction tx, Account account) {
    if (!new AccountRows(tx).lock(account.id(), account.generation())) {
      return new Reply.Failed(
          "The account was changed at the same time. Nothing was done; try again.");
    }
    String code = codes.make(tx, account);
    return Reply.done(
        Facts.NONE.with("id", account.id()).with("username", account.username()).with("code", code),
        "the code for "
            + account.username()
            + ": "
            + code
            + " (good once, for "
            + EnrolmentCodes.BY_OPERATOR.toHours()
            + " hours, beside the password; it cannot be read again)");
  }
}
