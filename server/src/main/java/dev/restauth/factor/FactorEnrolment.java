package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.ProblemException;
import dev.restauth.password.HashRequest;
import dev.restauth.store.SchemaFloor;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Changes an account when a factor of any kind is added or removed. Thread-safe. */
public final class FactorEnrolment {
  /**
   * The first schema version that supports factors. A program with an older schema would accept a
   * password without the second factor.
   */
  private static final int KNOWN_SINCE = 13;

  private final RecoveryCodes recoveryCodes;
  private final FactorCheck.OtherSources others;
  private final FactorPolicy policy;
  private final SecurityEvents events;

  FactorEnrolment(
      RecoveryCodes recoveryCodes,
      FactorCheck.OtherSources others,
      FactorPolicy policy,
      SecurityEvents events) {
    this.recoveryCodes = recoveryCodes;
    this.others = others;
    this.policy = policy;
    this.events = events;
  }

  /**
   * A factor that was added.
   *
   * @param account the account after the change
   * @param recoveryCodes a new set of recovery codes; empty if the account already had recovery
   *     codes
   * @param first the authentication with which a new session can begin, if this was the first
   *     factor of the account. In that case all sessions, refresh tokens and personal keys are
   *     revoked
   */
  public record Added(Account account, List<String> recoveryCodes, Optional<Authentication> first) {
    /** Returns a text without the codes. */
    @Override
    public String toString() {
      return "Added[account=" + account.id() + "]";
    }
  }

  /**
   * Updates the account in the transaction that stores a new factor. After the first factor, only
   * the client's address counts as known, because a thief with the password may have used the
   * account from other addresses before.
   *
   * @param account the account, which this transaction must have locked
   * @param before the proofs with which the user was authenticated before the factor was added
   * @param method the method of the factor
   */
  public Added add(
      Transaction tx, Account account, List<Proof> before, ProofMethod method, HashRequest client) {
    long id = account.id();
    Account changed =
        new RevokingAccountRows(tx)
            .addFactor(id, account.generation())
            .orElseThrow(); // the row is locked
    boolean first = !account.factor();
    if (first) {
      others.forget(tx, changed, client.source());
    }
    new EndedSessionRows(tx).endDevices(id); // remembered devices relied on the earlier factors
    SchemaFloor.raise(tx, KNOWN_SINCE);
    new FactorFailureRows(tx).resetAll(id);
    events.record(
        tx, event(EventType.USER_FACTOR_ADDED, id, method, client.address().map(Network::of)));
    List<String> codes =
        new RecoveryCodeRows(tx).count(id) == 0 ? recoveryCodes.renew(tx, id) : List.of();
    return new Added(
        changed,
        codes,
        first
            ? Optional.of(authentication(changed, before, new Proof(method, tx.now())))
            : Optional.empty());
  }

  private static Authentication authentication(Account account, List<Proof> before, Proof proof) {
    List<Proof> proofs = Stream.concat(before.stream(), Stream.of(proof)).toList();
    return switch (Assurance.judge(
        account.id(), account.generation(), SecondFactor.ENROLLED, proofs)) {
      case Judgement.Enough(Authentication enough) -> enough;
      case Judgement.Missing _, Judgement.Due _ ->
          throw new IllegalStateException("the proofs do not suffice");
    };
  }

  /**
   * Finishes the removal of a factor, in the transaction that removed its row. If it was the last
   * factor, the recovery codes are also removed.
   *
   * @param account the account, which this transaction must have locked
   * @param method the method of the factor
   * @throws ProblemException if the factor was the last one of an account that must have a factor
   */
  public void removed(Transaction tx, Account account, ProofMethod method, Optional<Network> from) {
    new EndedSessionRows(tx).endDevices(account.id());
    if (!AccountFactors.of(tx, account.id()).any()) {
      if (policy.requires(account.id())) {
        throw new ProblemException(FactorAccess.LAST); // another removal came first
      }
      AccountFactors.removeRest(tx, account.id());
    }
    events.record(tx, event(EventType.USER_FACTOR_REMOVED, account.id(), method, from));
  }

  private static SecurityEvent event(
      EventType type, long accountId, ProofMethod method, Optional<Network> from) {
    return SecurityEvent.of(type).about(accountId).from(from).method(method.text());
  }
}
