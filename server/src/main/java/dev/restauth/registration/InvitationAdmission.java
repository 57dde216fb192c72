package dev.restauth.registration;

import dev.restauth.account.Account;
import dev.restauth.account.Admission;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.event.Network;
import dev.restauth.registration.InvitationGrantRows.Grant;
import dev.restauth.store.Transaction;
import java.util.Optional;

/** Admits the account that an invitation makes, and gives it what the invitation gives. Not thread-safe. */
final class InvitationAdmission implements Admission {
  private final CodeAdmission code;
  private final InvitationAcceptance acceptance;
  private final Network network;

  /** What the invitation gives, as the transaction has read it that creates the account. */
  private Optional<Grant> grant = Optional.empty();

  InvitationAdmission(CodeAdmission code, InvitationAcceptance acceptance, Network network) {
    this.code = code;
    this.acceptance = acceptance;
    this.network = network;
  }

  @Override
  public Optional<ConfirmedAddress> address() {
    return code.address();
  }

  @Override
  public Optional<Outcome> admit(Transaction tx) {
    grant = acceptance.check(tx, code.request(), Optional.empty());
    return code.admit(tx);
  }

  @Override
  public Optional<Outcome> created(Transaction tx, Account account) {
    Optional<Outcome> refusal = code.created(tx, account);
    if (refusal.isEmpty()) {
      acceptance.accepted(tx, code.request(), grant, account.id(), network);
    }
    return refusal;
  }
}
