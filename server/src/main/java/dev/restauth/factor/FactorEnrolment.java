package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.account.FactorPolicy;
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

/** Changes an account if a factor of any kind is added or removed. Thread-safe. */
public final class FactorEnrolment {
  /** Programs with an older schema would accept a password without the second factor. */
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
   * @param account after the change
   * @param recoveryCodes a new set of codes; empty if the account already had codes
   * @param first the authentication with which a new session can begin, if this was the first factor of the account: then all
   *     sessions, refresh tokens and personal keys have ended
   */
  public record Added(Account account, List<String> recoveryCodes, Optional<Authentication> first) {
    /** Leaves out the codes. */
    @Override
    public String toString() {
      return "Added[account=" + account.id() + "]";
    }
  }

  /**
   * Adds a factor, in the transaction that stores it. After the first factor, the client's address is the only known address of
   * the account, because a thief with the password may have used the account from other addresses before.
   *
   * @param account locked by this transaction
   * @param before the proofs under which the factor was enrolled
   * @param method that of the factor
   */
  public Added add(
      Transaction tx, Account account, List<Proof> before, ProofMethod method, HashRequest client) {
    long id = account.id();
    Account changed =
        new AccountRows(tx).addFactor(id, account.generation()).orElseThrow(); // it is locked
    boolean first = !account.factor();
    if (first) {
      others.forget(tx, changed, client.source());
    }
    new EndedSessionRows(tx).endDevices(id); // the codes replaced the earlier factors
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
   * Finishes the removal of a factor, in the transaction that removed its row. If it was the last factor, the recovery codes
   * are also removed.
   *
   * @param account locked by this transaction
   * @param method that of the factor
   * @throws ProblemException if it was the last factor of an account that must have one
   */
  public void removed(Transaction tx, Account account, ProofMethod method, Optional<Network> from) {
    new EndedSessionRows(tx).endDevices(account.id());
    if (!AccountFactors.of(tx, account.id()).any()) {
      if (policy.requires(account.id())) {
        throw new ProblemException(FactorAccess.LAST); // the second of two concurrent removals
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
