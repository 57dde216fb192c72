package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.factor.FactorBudget.Turn;
import dev.restauth.factor.TotpRows.TotpRow;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks codes that complete a log-in. A code can be used only once. If several log-ins use the
 * same code, the statement that uses up the code decides which of them succeeds. Thread-safe.
 */
public final class FactorCheck {
  /** The number of consecutive wrong codes after which the owner is notified. */
  private static final int NOTIFIED_AFTER = 5;

  private final Store store;
  private final TotpSecrets secrets;
  private final RecoveryCodes recoveryCodes;
  private final KnownSources known;
  private final OwnerNotices notices;
  private final SecurityEvents events;

  /** Determines whether an account was used from an address before. */
  @FunctionalInterface
  public interface KnownSources {
    /**
     * Returns whether an account was used from this address before. Returns false if no account has
     * this name.
     */
    boolean isKnown(Transaction tx, String username, String source);
  }

  /**
   * A log-in that a code can complete. Both methods run in the transaction of the check, which has
   * locked the account.
   */
  public interface Attempt {
    /** A log-in without a challenge. The request itself contained the password. */
    Attempt AT_ONCE =
        new Attempt() {
          @Override
          public boolean isOpen(Transaction tx) {
            return true;
          }

          @Override
          public void completed(Transaction tx) {}
        };

    /** Returns whether no other code has completed this log-in yet. */
    boolean isOpen(Transaction tx);

    /** Records that a correct code has completed the log-in. */
    void completed(Transaction tx);
  }

  /** Removes the addresses from which an account was used before. */
  @FunctionalInterface
  public interface OtherSources {
    /** Removes all addresses except one. */
    void forget(Transaction tx, Account account, String source);
  }

  FactorCheck(
      Store store,
      TotpSecrets secrets,
      RecoveryCodes recoveryCodes,
      KnownSources known,
      OwnerNotices notices,
      SecurityEvents events) {
    this.store = store;
    this.secrets = secrets;
    this.recoveryCodes = recoveryCodes;
    this.known = known;
    this.notices = notices;
    this.events = events;
  }

  /** The outcome of a check. */
  public sealed interface Outcome {
    /** The code was correct, and is now used up. */
    record Right(Account account, Authentication authentication) implements Outcome {}

    /** The code is wrong, or was already used. */
    record Wrong() implements Outcome {}

    /** The code was not checked. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** The account has changed since the first proof. */
    record Changed() implements Outcome {}
  }

  /** Outcomes of the transaction. */
  private sealed interface Checked {
    record Done(Outcome outcome) implements Checked {}

    record Recovered(Account account, Outcome outcome, long left) implements Checked {}

    record Wrong(Account account, long inRow) implements Checked {}
  }

  /** Returns the names of the factors that can complete an account's log-in. */
  public Set<String> offers(long accountId) {
    return store.reading(tx -> AccountFactors.of(tx, accountId).offers());
  }

  /** Returns the number of an account's remaining recovery codes. */
  public long recoveryCodes(long accountId) {
    return store.<Long>reading(tx -> new RecoveryCodeRows(tx).count(accountId));
  }

  /**
   * Checks a code of an authenticator app, or a recovery code, and uses it up.
   *
   * @param half the proofs that preceded the code
   * @param attempt the log-in that the code completes; only one of several codes can complete it
   */
  public Outcome check(HalfAuthentication half, String code, HashRequest client, Attempt attempt) {
    return switch (store.<Checked>inTransaction(tx -> check(tx, half, code, client, attempt))) {
      case Checked.Done(Outcome outcome) -> outcome;
      case Checked.Recovered(Account account, Outcome outcome, long left) -> {
        notifyOwner(tx -> notices.recoveryCodeUsed(tx, account, left));
        yield outcome;
      }
      case Checked.Wrong(Account account, long inRow) -> {
        events.write(event(EventType.USER_FACTOR_FAILED, account, client));
        if (inRow == NOTIFIED_AFTER) {
          notifyOwner(tx -> notices.factorGuessed(tx, account));
        }
        yield new Outcome.Wrong();
      }
    };
  }

  private void notifyOwner(Consumer<Transaction> notice) {
    store.inTransaction(
        tx -> {
          notices.prepare(tx);
          notice.accept(tx);
          return true;
        });
    notices.committed();
  }

  private Checked check(
      Transaction tx, HalfAuthentication half, String code, HashRequest client, Attempt attempt) {
    AccountRows accounts = new AccountRows(tx);
    Optional<Account> locked =
        accounts.lock(half.accountId(), half.generation())
            ? accounts.findById(half.accountId())
            : Optional.empty();
    if (locked.isEmpty() || !attempt.isOpen(tx)) {
      return new Checked.Done(new Outcome.Changed());
    }
    Account account = locked.get();
    boolean isKnown = known.isKnown(tx, account.username(), client.source());
    Instant now = tx.now();
    return switch (new FactorBudget(tx).take(account.id(), isKnown, now)) {
      case Turn.Wait(Duration delay) -> new Checked.Done(new Outcome.Throttled(delay));
      case Turn.Taken(long wrong) ->
          use(tx, account.id(), code, now)
              .<Checked>map(
                  method -> {
                    attempt.completed(tx);
                    new FactorFailureRows(tx).reset(account.id(), isKnown);
                    Outcome right = right(account, half, new Proof(method, now));
                    if (method != ProofMethod.RECOVERY_CODE) {
                      return new Checked.Done(right);
                    }
                    events.record(tx, event(EventType.USER_RECOVERY_CODE_USED, account, client));
                    long left = new RecoveryCodeRows(tx).count(account.id());
                    return new Checked.Recovered(account, right, left);
                  })
              .orElseGet(() -> new Checked.Wrong(account, wrong));
    };
  }

  private static Outcome right(Account account, HalfAuthentication half, Proof proof) {
    return switch (half.with(proof)) {
      case Judgement.Enough(Authentication enough) -> new Outcome.Right(account, enough);
      case Judgement.Missing _, Judgement.Due _ ->
          throw new IllegalStateException(
              "a first proof and " + proof.method() + " do not suffice");
    };
  }

  /**
   * Uses up a code. Returns the code's method; empty if the code is wrong. An imported recovery
   * code may look like a code from an app, so both are tried.
   */
  private Optional<ProofMethod> use(Transaction tx, long accountId, String code, Instant now) {
    if (!RecoveryCodes.isOurs(code) && useTotp(tx, accountId, code, now)) {
      return Optional.of(ProofMethod.TOTP);
    }
    return new RecoveryCodeRows(tx).use(accountId, recoveryCodes.digest(accountId, code))
        ? Optional.of(ProofMethod.RECOVERY_CODE)
        : Optional.empty();
  }

  private boolean useTotp(Transaction tx, long accountId, String code, Instant now) {
    Optional<TotpRow> row = new TotpRows(tx).find(accountId);
    OptionalLong step =
        row.isPresent()
            ? secrets.open(accountId, row.get()).find(code.replace(" ", ""), now)
            : OptionalLong.empty();
    return step.isPresent() && new TotpRows(tx).use(accountId, step.getAsLong());
  }

  private static SecurityEvent event(EventType type, Account account, HashRequest client) {
    return SecurityEvent.of(type).about(account.id()).from(client.address().map(Network::of));
  }
}
