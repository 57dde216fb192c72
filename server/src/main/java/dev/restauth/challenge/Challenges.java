package dev.restauth.challenge;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.challenge.LoginAttemptRows.Attempt;
import dev.restauth.challenge.LoginAttemptRows.Purpose;
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
 * Challenges of log-ins whose second factor is still missing. A challenge is stored only after a
 * first proof, so a visitor without a proof causes no write. Thread-safe.
 */
public final class Challenges {
  /** The validity of a challenge. */
  static final Duration DURATION = Duration.ofMinutes(10);

  /**
   * The maximum number of an account's challenges that are valid at the same time. If there are
   * more, the oldest is removed. Challenges from known addresses have a separate limit, so that a
   * thief with the password cannot remove the owner's challenges.
   */
  private static final long AT_MOST = 20;

  private static final int HANDLE_BYTES = 32;

  private final Store store;
  private final FactorCheck factors;
  private final FactorCheck.KnownSources known;
  private final LoginFlow logins;
  private final Set<String> enrollable;
  private final RandomIds random = new RandomIds();

  /**
   * Creates challenges.
   *
   * @param passkeys whether users can register passkeys
   */
  Challenges(
      Store store,
      FactorCheck factors,
      FactorCheck.KnownSources known,
      LoginFlow logins,
      boolean passkeys) {
    this.enrollable =
        passkeys
            ? Set.of(ProofMethod.PASSKEY.text(), ProofMethod.TOTP.text())
            : Set.of(ProofMethod.TOTP.text());
    this.store = store;
    this.factors = factors;
    this.known = known;
    this.logins = logins;
  }

  /** The outcome of completing a log-in. */
  public sealed interface Outcome {
    /** All factors were proved. */
    record Complete(Authentication authentication, Account account) implements Outcome {}

    /** The code is wrong, or was already used. */
    record WrongCode() implements Outcome {}

    /** The challenge is unknown, was already used, or has expired, or the account has changed. */
    record Unknown() implements Outcome {}

    /** The code was not checked, because there were too many wrong codes. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * Begins a challenge.
   *
   * @param session the session that the log-in will replace, if it is a step-up
   */
  public FactorChallenge begin(
      HalfAuthentication half, Optional<String> session, HashRequest client) {
    Optional<String> handle = begin(half, session, Purpose.LOGIN, client);
    return new FactorChallenge(handle, factors.offers(half.accountId()), DURATION);
  }

  /**
   * Begins a challenge for an account that must enrol a second factor. The challenge lists the
   * factors that can be enrolled.
   */
  public FactorChallenge beginEnrolment(HalfAuthentication half, HashRequest client) {
    return new FactorChallenge(
        begin(half, Optional.empty(), Purpose.ENROLMENT, client), enrollable, DURATION);
  }

  private Optional<String> begin(
      HalfAuthentication half, Optional<String> session, Purpose purpose, HashRequest client) {
    String handle =
        Base64.getUrlEncoder().withoutPadding().encodeToString(random.bytes(HANDLE_BYTES));
    boolean begun =
        store.inTransaction(
            tx -> {
              AccountRows accounts = new AccountRows(tx);
              if (!accounts.lock(half.accountId(), half.generation())) {
                return false;
              }
              String username = accounts.findById(half.accountId()).orElseThrow().username();
              Instant now = tx.now();
              new LoginAttemptRows(tx)
                  .add(
                      Sha256.of(handle),
                      new Attempt(
                          half.accountId(),
                          half.generation(),
                          purpose,
                          half.methods(),
                          now,
                          session,
                          known.isKnown(tx, username, client.source()),
                          now.plus(DURATION)),
                      AT_MOST);
              return true;
            });
    return begun ? Optional.of(handle) : Optional.empty();
  }

  /** Returns the names of the factors that can complete an account's log-in. */
  public Set<String> offers(long accountId) {
    return factors.offers(accountId);
  }

  /** Returns the number of an account's remaining recovery codes. */
  public long recoveryCodes(long accountId) {
    return factors.recoveryCodes(accountId);
  }

  /**
   * Completes a log-in with a code that the client sent together with the password.
   *
   * @param half the proof of the password
   */
  public Outcome complete(HalfAuthentication half, String code, HashRequest client) {
    return complete(half, code, client, FactorCheck.Attempt.AT_ONCE);
  }

  private Outcome complete(
      HalfAuthentication half, String code, HashRequest client, FactorCheck.Attempt attempt) {
    return switch (factors.check(half, code, client, attempt)) {
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
    /** Returns a text without the digest. */
    @Override
    public String toString() {
      return "Pending[accountId=" + half.accountId() + "]";
    }
  }

  /**
   * Finds a challenge.
   *
   * @param session the session of the client's token. A step-up can be completed only with a token
   *     of the session in which it began
   */
  public Optional<Pending> find(String handle, Optional<String> session) {
    byte[] digest = Sha256.of(handle);
    return store.reading(
        tx ->
            new LoginAttemptRows(tx)
                .find(digest, tx.now())
                .filter(attempt -> attempt.purpose() == Purpose.LOGIN)
                .filter(attempt -> attempt.session().equals(session))
                .flatMap(Challenges::half)
                .map(half -> new Pending(digest, half)));
  }

  /**
   * Returns the proofs of a log-in whose second factor is missing; empty if the challenge is
   * unknown, has expired, or belongs to a step-up.
   */
  public Optional<HalfAuthentication> half(String handle) {
    return find(handle, Optional.empty()).map(Pending::half);
  }

  /**
   * A challenge with which a factor can be enrolled.
   *
   * @param account the account that must get a factor
   * @param half the proofs of the account's owner
   * @param proved whether the user has already proved that they may enrol a factor
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  public record Enrolment(byte[] digest, Account account, HalfAuthentication half, boolean proved) {
    /** Returns a text without the digest. */
    @Override
    public String toString() {
      return "Enrolment[accountId=" + half.accountId() + "]";
    }
  }

  /**
   * Finds the challenge of an enrolment; empty if the challenge is unknown or has expired, or if
   * the account has changed.
   */
  public Optional<Enrolment> findEnrolment(String handle) {
    byte[] digest = Sha256.of(handle);
    return store.reading(
        tx ->
            new LoginAttemptRows(tx)
                .find(digest, tx.now())
                .filter(attempt -> attempt.purpose() != Purpose.LOGIN)
                .flatMap(attempt -> enrolment(tx, digest, attempt)));
  }

  private static Optional<Enrolment> enrolment(Transaction tx, byte[] digest, Attempt attempt) {
    return new AccountRows(tx)
        .findById(attempt.accountId())
        .filter(Account::active)
        .filter(account -> account.generation() == attempt.generation() && !account.factor())
        .flatMap(
            account ->
                half(attempt)
                    .map(
                        half ->
                            new Enrolment(
                                digest,
                                account,
                                half,
                                attempt.purpose() == Purpose.PROVED_ENROLMENT)));
  }

  /** Records that the user has proved that they may enrol a factor. */
  public void prove(Transaction tx, Enrolment enrolment) {
    new LoginAttemptRows(tx).prove(enrolment.digest());
  }

  /** Completes a log-in with the code for its challenge. */
  public Outcome complete(Pending pending, String code, HashRequest client) {
    return complete(
        pending.half(),
        code,
        client,
        new FactorCheck.Attempt() {
          @Override
          public boolean isOpen(Transaction tx) {
            return new LoginAttemptRows(tx).find(pending.digest(), tx.now()).isPresent();
          }

          @Override
          public void completed(Transaction tx) {
            var _ = new LoginAttemptRows(tx).remove(pending.digest());
          }
        });
  }

  /** Uses up a challenge. Returns whether this call has used it up. */
  public static boolean use(Transaction tx, Pending pending) {
    return new LoginAttemptRows(tx).remove(pending.digest());
  }

  private static Optional<HalfAuthentication> half(Attempt attempt) {
    List<Proof> proofs =
        attempt.methods().all().stream()
            .map(method -> new Proof(method, attempt.provedAt()))
            .toList();
    SecondFactor factor =
        attempt.purpose() == Purpose.LOGIN ? SecondFactor.ENROLLED : SecondFactor.DUE;
    return switch (Assurance.judge(attempt.accountId(), attempt.generation(), factor, proofs)) {
      case Judgement.Missing(HalfAuthentication half) -> Optional.of(half);
      case Judgement.Due(HalfAuthentication half) -> Optional.of(half);
      case Judgement.Enough _ -> Optional.empty();
    };
  }
}
