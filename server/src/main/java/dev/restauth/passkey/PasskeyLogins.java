package dev.restauth.passkey;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.blocking.TimeGrid;
import dev.restauth.challenge.Challenges;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.login.LoginFlow;
import dev.restauth.passkey.CeremonyRequests.Ceremony;
import dev.restauth.passkey.CeremonyRequests.Purpose;
import dev.restauth.passkey.PasskeyCeremonies.Used;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Log-ins with passkeys. A passkey suffices as the only proof if the authenticator verifies the
 * user; otherwise it is a second factor. A stranger's request causes look-ups and a signature
 * check, whether or not the passkey in the request exists. The number of refused requests is
 * limited for each address. Other packages use these log-ins through {@link PagePasskeys}.
 * Thread-safe.
 */
public final class PasskeyLogins {
  /** An id that no account has. */
  private static final long NOBODY = 0;

  /**
   * The grid to which the time of a refusal is rounded up. Verifying a signature takes about 2 ms.
   * For a passkey that does not exist, a decoy is verified. The decoy's algorithm may differ from
   * the algorithm of an existing passkey. A malformed signature may also take a different time.
   */
  private static final TimeGrid REFUSALS = new TimeGrid(Duration.ofMillis(20));

  private final Store store;
  private final Supplier<PasskeyCeremonies> ceremonies;
  private final CeremonyRequests requests;
  private final LoginFlow logins;
  private final AddressAllowances failures;
  private final SecurityEvents events;

  /**
   * Creates the log-ins.
   *
   * @param failures the allowance of refused log-ins for each address
   */
  PasskeyLogins(
      Store store,
      Supplier<PasskeyCeremonies> ceremonies,
      CeremonyRequests requests,
      LoginFlow logins,
      AddressAllowances failures,
      SecurityEvents events) {
    this.store = store;
    this.ceremonies = ceremonies;
    this.requests = requests;
    this.logins = logins;
    this.failures = failures;
    this.events = events;
  }

  /**
   * A log-in that has begun.
   *
   * @param allowed the passkeys that the user may use; empty for any passkey
   */
  record Begun(Ceremony ceremony, String request, List<Passkey> allowed) {}

  /**
   * Begins a log-in with only a passkey. The result has the same form for everybody, and the server
   * stores nothing.
   */
  Begun begin() {
    Ceremony ceremony = requests.beginLogIn(store.reading(Transaction::now));
    return new Begun(ceremony, requests.seal(ceremony), List.of());
  }

  /** Begins the last step of a log-in that began with another proof. */
  Begun begin(HalfAuthentication half) {
    requests.prepare();
    return store.reading(
        tx -> {
          Ceremony ceremony =
              requests.beginCompletion(half.accountId(), half.generation(), tx.now());
          return new Begun(
              ceremony, requests.seal(ceremony), new PasskeyRows(tx).of(half.accountId()));
        });
  }

  /** The outcome of a log-in. */
  public sealed interface Outcome {
    /** The log-in is complete. */
    record LoggedIn(Authentication authentication) implements Outcome {}

    /**
     * The request has expired or was already used, or the credential does not match the request.
     * The client does not learn the reason.
     */
    record Refused() implements Outcome {}

    /** Too many log-ins from this address were refused. */
    record Throttled(Duration retryAfter) implements Outcome {}
  }

  /**
   * A client's attempt to log in.
   *
   * @param challenge the log-in that the passkey completes; empty if the passkey is the only proof
   * @param accountId the account of the step-up; empty if any account may log in
   */
  record Attempt(
      String request,
      CredentialJson credential,
      Optional<Challenges.Pending> challenge,
      Optional<Long> accountId,
      HashRequest client) {
    private Purpose purpose() {
      return challenge.isPresent() ? Purpose.COMPLETE : Purpose.LOG_IN;
    }

    private Optional<HalfAuthentication> half() {
      return challenge.map(Challenges.Pending::half);
    }
  }

  /**
   * Logs in.
   *
   * @param admission called with the id of the account before the challenge is used up; throws an
   *     exception if no session can begin
   */
  Outcome logIn(Attempt attempt, LongConsumer admission) {
    HashRequest client = attempt.client();
    Optional<Duration> delay = failures.take(client.source());
    if (delay.isPresent()) {
      events.write(event(EventType.USER_LOGIN_THROTTLED, Optional.empty(), client));
      return new Outcome.Throttled(delay.get());
    }
    long began = System.nanoTime();
    boolean refused = false;
    try {
      Outcome outcome = prove(attempt, admission);
      refused = outcome instanceof Outcome.Refused;
      if (refused) {
        REFUSALS.await(began);
      }
      return outcome;
    } finally {
      if (!refused) {
        failures.giveBack(client.source());
      }
    }
  }

  /** A passkey that may answer a request, and its account. */
  private record Candidate(Ceremony ceremony, Passkey passkey, Account account) {}

  /**
   * The result of a look-up.
   *
   * @param ceremony the request, if it is still valid
   */
  private record Found(Optional<Ceremony> ceremony, Optional<Candidate> candidate) {}

  private Outcome prove(Attempt attempt, LongConsumer admission) {
    requests.prepare();
    Found found = store.reading(tx -> find(tx, attempt));
    Optional<Candidate> candidate = found.candidate();
    Optional<Used> used =
        found
            .ceremony()
            .flatMap(ceremony -> verified(candidate.map(Candidate::passkey), ceremony, attempt));
    if (used.isEmpty()) {
      EventType failed =
          attempt.challenge().isPresent()
              ? EventType.USER_FACTOR_FAILED
              : EventType.USER_LOGIN_FAILED;
      Optional<Long> account =
          candidate.map(each -> each.account().id()).or(() -> accountOf(attempt));
      events.write(event(failed, account, attempt.client()));
      return new Outcome.Refused();
    }
    Account account = candidate.get().account();
    admission.accept(account.id());
    Optional<Authentication> enough =
        store.inTransaction(tx -> use(tx, candidate.get(), used.get(), attempt));
    enough.ifPresent(_ -> logins.complete(account, attempt.client()));
    return enough.<Outcome>map(Outcome.LoggedIn::new).orElseGet(Outcome.Refused::new);
  }

  /**
   * Verifies the signature. If there is no passkey, does the same work and then refuses the log-in.
   */
  private Optional<Used> verified(Optional<Passkey> passkey, Ceremony ceremony, Attempt attempt) {
    PasskeyCeremonies.Assertion assertion = attempt.credential().assertion();
    PasskeyCeremonies.Stored stored =
        passkey.map(Passkey::stored).orElseGet(() -> ceremonies.get().decoy(assertion.id()));
    return ceremonies
        .get()
        .use(stored, assertion, ceremony.challenge(), attempt.challenge().isEmpty())
        .filter(_ -> passkey.isPresent());
  }

  private static Optional<Long> accountOf(Attempt attempt) {
    return attempt.half().map(HalfAuthentication::accountId).or(attempt::accountId);
  }

  /** Looks up the passkey and its account. The cheap checks come first. */
  private Found find(Transaction tx, Attempt attempt) {
    Optional<Ceremony> ceremony =
        requests
            .open(attempt.request(), attempt.purpose(), tx.now())
            .filter(each -> isOf(each, attempt.half()))
            .filter(each -> !new SpentChallengeRows(tx).isSpent(each.digest()));
    if (ceremony.isEmpty() || !attempt.credential().isPublicKey()) {
      return new Found(Optional.empty(), Optional.empty());
    }
    Optional<Passkey> passkey =
        new PasskeyRows(tx)
            .findByCredential(attempt.credential().id())
            .filter(each -> isOwners(each, attempt));
    Optional<Account> account =
        new AccountRows(tx)
            .findById(passkey.map(Passkey::accountId).orElse(NOBODY))
            .filter(Account::active)
            .filter(each -> isCurrent(each, attempt.half()));
    return new Found(
        ceremony, account.map(each -> new Candidate(ceremony.get(), passkey.orElseThrow(), each)));
  }

  private static boolean isOf(Ceremony ceremony, Optional<HalfAuthentication> half) {
    return half.isEmpty()
        || (ceremony.accountId() == half.get().accountId()
            && ceremony.generation() == half.get().generation());
  }

  private static boolean isCurrent(Account account, Optional<HalfAuthentication> half) {
    return half.isEmpty() || half.get().generation() == account.generation();
  }

  /**
   * Returns whether a passkey may answer a request. The user handle in the credential, the first
   * proof and the step-up must all be for the passkey's account (WebAuthn Level 3, section 7.2 step
   * 6). Without a first proof, the passkey must also suffice as the only proof.
   */
  private static boolean isOwners(Passkey passkey, Attempt attempt) {
    return isSameUser(passkey, attempt)
        && mayStandAlone(passkey, attempt)
        && accountOf(attempt).filter(id -> id != passkey.accountId()).isEmpty();
  }

  /**
   * Returns whether the user handle matches. If there is no handle to compare, the passkey is
   * accepted only as a second factor. If another server created the passkey, its handle may be
   * unknown until the passkey is used as a second factor.
   */
  private static boolean isSameUser(Passkey passkey, Attempt attempt) {
    return attempt
        .credential()
        .userHandle()
        .filter(_ -> passkey.userHandle().length > 0)
        .map(handle -> ConstantTime.equals(passkey.userHandle(), handle))
        .orElse(attempt.challenge().isPresent());
  }

  /**
   * Returns whether a passkey suffices as the only proof, or the log-in has another proof. As the
   * only proof, the passkey must have verified its user at its registration, or in an earlier
   * log-in after the password. Otherwise somebody who found a security key without a PIN could set
   * a PIN and log in (WebAuthn Level 3, section 7.2, uvInitialized).
   */
  private static boolean mayStandAlone(Passkey passkey, Attempt attempt) {
    return attempt.challenge().isPresent() || passkey.verified();
  }

  /**
   * Uses up the challenge while the account is locked, so that only one of several log-ins with the
   * same challenge succeeds.
   */
  private Optional<Authentication> use(
      Transaction tx, Candidate candidate, Used used, Attempt attempt) {
    Account account = candidate.account();
    Ceremony ceremony = candidate.ceremony();
    PasskeyRows rows = new PasskeyRows(tx);
    SpentChallengeRows challenges = new SpentChallengeRows(tx);
    if (!new AccountRows(tx).lock(account.id(), account.generation())
        || challenges.isSpent(ceremony.digest())) {
      return Optional.empty();
    }
    Optional<Passkey> current = rows.find(candidate.passkey().id());
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Passkey passkey = current.get().determinedBy(used, attempt.credential().userHandle());
    if (!passkey.mayFollow(used.counter())) {
      events.record(tx, event(EventType.USER_PASSKEY_SUSPECTED, account, attempt));
      return Optional.empty();
    }
    if (attempt.challenge().filter(pending -> !Challenges.use(tx, pending)).isPresent()
        || !challenges.spend(ceremony.digest(), ceremony.endsAt())) {
      return Optional.empty();
    }
    rows.use(passkey, used, tx.now());
    if (passkey.backedUp() != used.backedUp()) {
      events.record(tx, event(EventType.USER_PASSKEY_BACKUP_CHANGED, account, attempt));
    }
    return enough(account, attempt.half(), new Proof(passkey.method(used.verified()), tx.now()));
  }

  private static Optional<Authentication> enough(
      Account account, Optional<HalfAuthentication> half, Proof proof) {
    Judgement judgement =
        half.map(each -> each.with(proof))
            .orElseGet(
                () ->
                    Assurance.judge(
                        account.id(), account.generation(), SecondFactor.ENROLLED, List.of(proof)));
    return switch (judgement) {
      case Judgement.Enough(Authentication authentication) -> Optional.of(authentication);
      case Judgement.Missing _, Judgement.Due _ ->
          throw new IllegalStateException("a passkey did not suffice");
    };
  }

  private static SecurityEvent event(EventType type, Account account, Attempt attempt) {
    return event(type, Optional.of(account.id()), attempt.client());
  }

  private static SecurityEvent event(EventType type, Optional<Long> account, HashRequest client) {
    return SecurityEvent.of(type).about(account).from(client.address().map(Network::of));
  }
}
