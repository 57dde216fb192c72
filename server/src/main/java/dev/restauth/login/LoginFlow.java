package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.assurance.SecondFactor;
import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.SecretText;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.LoginOutcome;
import dev.restauth.login.AccountLookup.LookupResult;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Logs users in with a password. The flow first checks the throttle, then the recently verified
 * passwords. After that, it looks up the account and checks the password against the hash.
 * Thread-safe.
 */
public final class LoginFlow {
  private final Store store;
  private final LoginNames names;
  private final AccountCache accounts;
  private final PasswordHasher hasher;
  private final HashUpgrades upgrades;
  private final LoginThrottle throttle;
  private final KnownAddresses addresses;
  private final VerifiedPasswords verified;
  private final DecoyHashes decoys;
  private final AccountLookup lookup;
  private final BooleanSupplier fresh;
  private final LoginEvents events;
  private final FactorPolicy policy;
  private final HalfLogins halves;
  private final FullLoginListener fullLogins;
  private final InstantSource clock;
  private final LoginCounts outcomes = new LoginCounts();

  /**
   * Creates a flow for the accounts in {@code store}.
   *
   * @param names the names under which users log in
   * @param decoys the hashes to check if no account has the user name
   * @param legacy the accounts that are looked up if no account in the store has the name
   * @param verifiedDuration the time for which a verified password is not hashed again; zero to
   *     hash every password
   * @param fresh returns whether the account cache is currently reliable
   * @param policy decides which accounts must have a second factor
   * @param halves counts the correct passwords without the second factor
   * @param fullLogins receives notifications of log-ins with a second factor
   */
  LoginFlow(
      Store store,
      LoginNames names,
      AccountCache accounts,
      PasswordHasher hasher,
      LoginThrottle throttle,
      KnownAddresses addresses,
      DecoyHashes decoys,
      LegacyDirectory legacy,
      Duration verifiedDuration,
      BooleanSupplier fresh,
      SecurityEvents events,
      FactorPolicy policy,
      HalfLogins halves,
      FullLoginListener fullLogins,
      InstantSource clock) {
    this.store = store;
    this.names = names;
    this.accounts = accounts;
    this.hasher = hasher;
    this.upgrades = new HashUpgrades(store, accounts, hasher);
    this.throttle = throttle;
    this.addresses = addresses;
    this.decoys = decoys;
    this.lookup = new AccountLookup(store, legacy, addresses, throttle);
    this.fresh = fresh;
    this.events = new LoginEvents(events);
    this.policy = policy;
    this.halves = halves;
    this.fullLogins = fullLogins;
    this.clock = clock;
    this.verified = new VerifiedPasswords(verifiedDuration, clock);
  }

  /** Returns the numbers of log-ins by outcome. */
  LoginCounts outcomes() {
    return outcomes;
  }

  /**
   * Logs in. A refused log-in costs the same work whether or not the account exists.
   *
   * @param presented the user name or, if the operator allows it, the e-mail address
   * @param request the request that waits; this method sets its priority
   */
  public LoginOutcome logIn(String presented, String password, HashRequest request) {
    return logIn(presented, password, request, FactorWaiver.NONE);
  }

  /** Logs in. A waiver may replace the second factor. */
  public LoginOutcome logIn(
      String presented, String password, HashRequest request, FactorWaiver waiver) {
    LoginOutcome outcome = check(presented, password, request, waiver, false);
    switch (outcome) {
      case LoginOutcome.FactorMissing(HalfAuthentication half) -> halves.record(half, request);
      case LoginOutcome.EnrolmentDue(HalfAuthentication half) -> halves.record(half, request);
      case LoginOutcome.LoggedIn _,
          LoginOutcome.Refused _,
          LoginOutcome.Throttled _,
          LoginOutcome.Busy _,
          LoginOutcome.Gone _ -> {}
    }
    outcomes.count(outcome); // not counted if the log-in has to start again on another thread
    return outcome;
  }

  /**
   * Checks the password of a logged-in user who confirms an action. Notifies nobody if the second
   * factor is missing.
   */
  public LoginOutcome confirm(String presented, String password, HashRequest request) {
    LoginOutcome outcome = check(presented, password, request, FactorWaiver.NONE, true);
    outcomes.count(outcome);
    return outcome;
  }

  /**
   * Checks a password.
   *
   * @param waiver may replace the second factor
   * @param confirming whether the user is already logged in
   */
  private LoginOutcome check(
      String presented,
      String password,
      HashRequest request,
      FactorWaiver waiver,
      boolean confirming) {
    if (SecretText.recognise(password).isPresent()) {
      events.failed(Optional.empty(), request);
      return new LoginOutcome.Refused(); // a key or token is never a password
    }
    LoginNames.Presented name = names.find(presented);
    List<LookupResult> found = new ArrayList<>();
    Optional<Duration> delay =
        throttle.delay(
            name.key(),
            request.source(),
            () -> {
              LookupResult stored = lookup.findStored(name, request.source());
              found.add(stored);
              return stored.counts();
            });
    if (delay.isPresent()) {
      events.throttled(
          found.stream()
              .findFirst()
              .map(LookupResult::accountId)
              .orElseGet(() -> accounts.cachedId(name.username())),
          request);
      return new LoginOutcome.Throttled(delay.get());
    }
    Optional<Account> cached = accounts.cached(name.username()).filter(Account::active);
    boolean right = verified.contains(cached, password);
    return cached
        .filter(account -> right && fresh.getAsBoolean())
        .<LoginOutcome>map(
            account -> {
              LoginOutcome outcome = judge(account, waiver);
              if (outcome instanceof LoginOutcome.LoggedIn) {
                recordUse(account, request);
              }
              return outcome;
            })
        .orElseGet(
            () -> {
              names.decoyLookup(presented);
              return attempt(name, password, request, waiver, confirming);
            });
  }

  /**
   * Stores the address from which an account was used, after a proof that required no password
   * hash. The proof is a mailed code, a second factor, or a password that was verified shortly
   * before, perhaps from another address.
   */
  public void recordUse(Account account, HashRequest request) {
    if (addresses.isRecent(account, request.source())) {
      return;
    }
    Blocking.begin();
    try {
      Optional<Instant> seenAt =
          store.reading(tx -> addresses.seenAt(tx, account.username(), request.source()));
      addresses.recordLogin(account, request, seenAt);
    } catch (StoreUnavailableException e) {
      // The outage is already logged, and the log-in does not depend on the stored address.
    }
  }

  /** Decides the outcome of a correct password. */
  private LoginOutcome judge(Account account, FactorWaiver waiver) {
    Proof proof = new Proof(ProofMethod.PASSWORD, clock.instant());
    return switch (Assurance.judge(
        account.id(), account.generation(), policy.of(account), List.of(proof))) {
      case Judgement.Enough(Authentication enough) ->
          new LoginOutcome.LoggedIn(account.asCaller(enough));
      case Judgement.Missing missing ->
          waiver
              .waive(missing)
              .<LoginOutcome>map(enough -> new LoginOutcome.LoggedIn(account.asCaller(enough)))
              .orElseGet(() -> new LoginOutcome.FactorMissing(missing.half()));
      case Judgement.Due(HalfAuthentication half) -> new LoginOutcome.EnrolmentDue(half);
    };
  }

  /**
   * Completes a log-in whose last factor, after the password, was correct. Resets the count of
   * failures, and makes the client's address a known address.
   */
  public void complete(Account account, HashRequest request) {
    LoginNames.Presented name = names.find(account.username());
    LookupResult found = lookup.findStored(name, request.source());
    if (throttle.begin(name.key(), request.source(), found.counts())
        instanceof LoginThrottle.Attempt attempt) {
      try (attempt) {
        attempt.succeeded();
      }
    }
    recordUse(account, request);
    if (store.<Boolean>reading(tx -> needsRecording(tx, account.id()))) {
      store.inTransaction(
          tx -> {
            new HalfLoginRows(tx).reset(account.id());
            fullLogins.fullLogin(tx, account.id());
            return true;
          });
    }
  }

  private boolean needsRecording(Transaction tx, long accountId) {
    return new HalfLoginRows(tx).any(accountId) || fullLogins.concerns(tx, accountId);
  }

  private LoginOutcome attempt(
      LoginNames.Presented name,
      String password,
      HashRequest request,
      FactorWaiver waiver,
      boolean confirming) {
    LookupResult found = lookup.find(name, request.source());
    return switch (throttle.begin(name.key(), request.source(), found.counts())) {
      case LoginThrottle.Wait(Duration delay) -> {
        events.throttled(found.accountId(), request);
        yield new LoginOutcome.Throttled(delay);
      }
      case LoginThrottle.Attempt attempt ->
          checkWithinLimit(attempt, found, name.key(), password, request, waiver, confirming);
    };
  }

  private LoginOutcome checkWithinLimit(
      LoginThrottle.Attempt attempt,
      LookupResult found,
      String name,
      String password,
      HashRequest request,
      FactorWaiver waiver,
      boolean confirming) {
    Optional<Account> needsMore =
        found
            .account()
            .filter(account -> account.passwordHash().isPresent())
            .filter(account -> policy.of(account) != SecondFactor.NONE);
    HalfLogins.Group group = group(confirming, found.counts().isKnown());
    Optional<Duration> delay =
        needsMore.flatMap(account -> halves.take(account, group, request.source()));
    if (delay.isPresent()) {
      attempt.close();
      events.throttled(found.accountId(), request);
      return new LoginOutcome.Throttled(delay.get());
    }
    LoginOutcome outcome = checkPassword(attempt, found, name, password, request, waiver);
    if (!(outcome instanceof LoginOutcome.FactorMissing
        || outcome instanceof LoginOutcome.EnrolmentDue)) {
      needsMore.ifPresent(account -> halves.giveBack(account, group, request.source()));
    }
    return outcome;
  }

  private static HalfLogins.Group group(boolean confirming, boolean known) {
    if (confirming) {
      return HalfLogins.Group.LOGGED_IN;
    }
    return known ? HalfLogins.Group.KNOWN : HalfLogins.Group.STRANGERS;
  }

  private LoginOutcome checkPassword(
      LoginThrottle.Attempt attempt,
      LookupResult found,
      String name,
      String password,
      HashRequest request,
      FactorWaiver waiver) {
    try (attempt) {
      HashRequest ranked =
          request.withPriority(found.counts().isKnown() ? Priority.RETURNING : Priority.OTHER);
      LoginOutcome outcome = verify(found, decoys.forUsername(name), password, ranked, waiver);
      switch (outcome) {
        case LoginOutcome.LoggedIn loggedIn -> attempt.succeeded();
        case LoginOutcome.Refused refused -> {
          attempt.failed();
          events.failed(found.accountId(), request);
        }
        case LoginOutcome.FactorMissing _, LoginOutcome.EnrolmentDue _ -> {} // nothing to count
        case LoginOutcome.Throttled throttled -> {}
        case LoginOutcome.Busy busy -> {}
        case LoginOutcome.Gone gone -> {}
      }
      return outcome;
    }
  }

  private LoginOutcome verify(
      LookupResult found,
      Optional<PasswordHash> decoy,
      String password,
      HashRequest request,
      FactorWaiver waiver) {
    // The hash is checked even if the user may not log in, so that the response time is the same.
    Optional<PasswordHash> stored = found.passwordHash();
    return switch (hasher.verify(password, stored, decoy, request)) {
      case MATCH ->
          found
              .adoptedAndActive((tx, adopted) -> events.adopted(tx, adopted, request))
              .<LoginOutcome>map(
                  active -> {
                    accounts.cacheId(active);
                    upgrades.begin(active, stored, password);
                    LoginOutcome outcome = judge(active, waiver);
                    if (outcome instanceof LoginOutcome.LoggedIn) { // no factor is missing
                      if (policy.of(active) == SecondFactor.NONE) { // no factor was waived either
                        verified.add(active, password);
                      }
                      addresses.recordLogin(active, request, found.seenAt());
                    }
                    return outcome;
                  })
              .orElseGet(
                  () -> {
                    if (found.hasForeignFactor()) {
                      events.adoptionRefused(request);
                    }
                    return new LoginOutcome.Refused();
                  });
      case MISMATCH -> new LoginOutcome.Refused();
      case BUSY ->
          request.disconnected().getAsBoolean() ? new LoginOutcome.Gone() : new LoginOutcome.Busy();
    };
  }
}
