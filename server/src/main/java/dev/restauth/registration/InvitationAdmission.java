package dev.restauth.registration;

import dev.restauth.account.Account;
import dev.restauth.account.Admission;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.code.Purpose;
import dev.restauth.event.Network;
import dev.restauth.registration.InvitationAcceptance.Gift;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Admits the account that an invitation creates, and gives the account the gift of the invitation.
 * Not thread-safe.
 */
final class InvitationAdmission implements Admission {
  private final CodeAdmission code;
  private final Purpose purpose;
  private final InvitationAcceptance acceptance;
  private final Network network;

  /** The gift of the invitation, as read in the transaction that creates the account. */
  private Gift gift = new Gift.Nothing();

  InvitationAdmission(
      CodeAdmission code, Purpose purpose, InvitationAcceptance acceptance, Network network) {
    this.code = code;
    this.purpose = purpose;
    this.acceptance = acceptance;
    this.network = network;
  }

  @Override
  public Optional<ConfirmedAddress> address() {
    return code.address();
  }

  @Override
  public Optional<Outcome> admit(Transaction tx) {
    gift = acceptance.check(tx, purpose, code.code().request(), Optional.empty());
    return code.admit(tx);
  }

  @Override
  public Optional<Outcome> created(Transaction tx, Account account) {
    Optional<Outcome> refusal = code.created(tx, account);
    if (refusal.isEmpty()) {
      acceptance.accepted(tx, code.code().request(), gift, account.id(), network);
    }
    return refusal;
  }
}
