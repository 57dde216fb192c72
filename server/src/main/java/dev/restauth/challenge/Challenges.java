package dev.restauth.challenge;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.challenge.LoginAttemptRows.Attempt;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.factor.FactorCheck;
import dev.restauth.http.FactorChallenge;
import dev.restauth.login.LoginFlow;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Challenges of log-ins that lack a factor. A row waits for the code, made only after a first proof: a visitor who proves
 * nothing stores nothing. Thread-safe.
 */
public final class Challenges {
  /** How long a challenge is good. */
  static final Duration DURATION = Duration.ofMinutes(10);

  /** The number of challenges of an account that are good at the same time; the oldest ends. */
  private static final long AT_MOST = 20;

  private static final int HANDLE_BYTES = 32;

  private final Store store;
  private final FactorCheck factors;
  private final LoginFlow logins;
  private final RandomIds random = new RandomIds();

  Challenges(Store store, FactorCheck factors, LoginFlow logins) {
    this.store = store;
    this.factors = factors;
    this.logins = logins;
  }

  /** The outcome of completing a log-in. */
  public sealed interface Outcome {
    /** All factors are proved. */
    record Complete(Authentication authentication, Account account) implements Outcome {}

    /** The code is wrong, or was used before. */
    record WrongCode() implements Outcome {}

    /** The challenge is unknown, was used, or has ended; or the account was changed. */
    record Unknown() implements Outcome {}

    /** The code was not looked at. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * Begins a challenge.
   *
   * @param session the session that ends once the log-in is complete, if it is a step-up
   */
  public FactorChallenge begin(HalfAuthentication half, Optional<String> session) {
    String handle =
        Base64.getUrlEncoder().withoutPadding().encodeToString(random.bytes(HANDLE_BYTES));
    boolean begun =
        store.inTransaction(
            tx -> {
              if (!new AccountRows(tx).lock(half.accountId(), half.generation())) {
                return false;
              }
              Instant now = tx.now();
              new LoginAttemptRows(tx)
                  .add(
                      Sha256.of(handle),
                      new Attempt(
                          half.accountId(),
                          half.generation(),
                          half.methods(),
                          now,
                          session,
                          now.plus(DURATION)),
                      AT_MOST);
              return true;
            });
    return new FactorChallenge(
        begun ? Optional.of(handle) : Optional.empty(), factors.offers(half.accountId()), DURATION);
  }

  /** Returns the names of the factors with which an account can complete a log-in. */
  public Set<String> offers(long accountId) {
    return factors.offers(accountId);
  }

  /**
   * Completes a log-in that a password began a moment ago with a code.
   *
   * @param half what the password proved
   */
  public Outcome complete(HalfAuthentication half, String code, HashRequest client) {
    return switch (factors.check(half, code, client)) {
      case FactorCheck.Outcome.Right(Account account, Authentication authentication) -> {
        logins.complete(account, client);
        yield new Outcome.Complete(authentication, account);
      }
      case FactorCheck.Outcome.Wrong _ -> new Outcome.WrongCode();
      case FactorCheck.Outcome.Changed _ -> new Outcome.Unknown();
      case FactorCheck.Outcome.Throttled(Duration delay) -> new Outcome.Throttled(delay);
    };
  }

  /** A challenge that can be completed. */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  public record Pending(byte[] digest, HalfAuthentication half) {
    /** Without the digest. */
    @Override
    public String toString() {
      return "Pending[accountId=" + half.accountId() + "]";
    }
  }

  /**
   * Finds a challenge.
   *
   * @param session the session of the client's token; a step-up is completed with a token of the session that began it
   */
  public Optional<Pending> find(String handle, Optional<String> session) {
    byte[] digest = Sha256.of(handle);
    return store.reading(
        tx ->
            new LoginAttemptRows(tx)
                .find(digest, tx.now())
                .filter(attempt -> attempt.session().equals(session))
                .flatMap(Challenges::half)
                .map(half -> new Pending(digest, half)));
  }

  /** Completes the log-in of a challenge with a code. */
  Outcome complete(Pending pending, String code, HashRequest client) {
    Outcome outcome = complete(pending.half(), code, client);
    if (outcome instanceof Outcome.Complete
        && !store.<Boolean>inTransaction(tx -> use(tx, pending))) {
      return new Outcome.Unknown();
    }
    return outcome;
  }

  /** Uses a challenge up; returns whether this call did. */
  public static boolean use(Transaction tx, Pending pending) {
    return new LoginAttemptRows(tx).remove(pending.digest());
  }

  private static Optional<HalfAuthentication> half(Attempt attempt) {
    List<Proof> proofs =
        attempt.methods().all().stream()
            .map(method -> new Proof(method, attempt.provedAt()))
            .toList();
    return switch (Assurance.judge(attempt.accountId(), attempt.generation(), true, proofs)) {
      case Judgement.Missing(HalfAuthentication half) -> Optional.of(half);
      case Judgement.Enough _ -> Optional.empty();
    };
  }
}
