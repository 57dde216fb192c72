package dev.restauth.passkey;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.Network;
import dev.restauth.factor.FactorEnrolment;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.passkey.CeremonyRequests.Ceremony;
import dev.restauth.passkey.CeremonyRequests.Purpose;
import dev.restauth.passkey.PasskeyCeremonies.Created;
import dev.restauth.password.HashRequest;
import dev.restauth.store.SchemaFloor;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Users' own passkeys: registering, naming and removing them. Thread-safe. */
final class OwnPasskeys {
  /** The maximum number of passkeys of an account. */
  static final int AT_MOST = 20;

  /**
   * The first schema version that supports passkeys. A program with an older schema would treat an
   * account without an authenticator app as an account without a factor.
   */
  private static final int KNOWN_SINCE = 14;

  private static final Problem LAST =
      ProblemType.LAST_FACTOR.because(
          "Your account has no password, and this is its last passkey that can log in alone. Add another one, or set a password with PUT /api/me/password.");

  private final Store store;
  private final RelyingParty party;
  private final Supplier<PasskeyCeremonies> ceremonies;
  private final CeremonyRequests requests;
  private final UserHandles userHandles;
  private final FactorEnrolment enrolments;
  private final OwnerNotices notices;
  private final RandomIds ids = new RandomIds();

  OwnPasskeys(
      Store store,
      RelyingParty party,
      Supplier<PasskeyCeremonies> ceremonies,
      CeremonyRequests requests,
      UserHandles userHandles,
      FactorEnrolment enrolments,
      OwnerNotices notices) {
    this.store = store;
    this.party = party;
    this.ceremonies = ceremonies;
    this.requests = requests;
    this.userHandles = userHandles;
    this.enrolments = enrolments;
    this.notices = notices;
  }

  /**
   * A registration that has begun.
   *
   * @param userHandle the user handle of the account
   * @param existing the account's existing passkeys, so that their authenticators do not create
   *     another passkey
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Begun(Ceremony ceremony, String request, byte[] userHandle, List<Passkey> existing) {}

  /**
   * Begins a registration. Stores nothing yet.
   *
   * @param methods the methods with which the user was authenticated
   * @param provedAt the time of that authentication
   */
  Begun begin(long accountId, long generation, AuthenticationMethods methods, Instant provedAt) {
    byte[] handle = userHandles.of(accountId); // must not be called in a transaction
    requests.prepare();
    return store.reading(
        tx -> {
          Ceremony ceremony =
              requests.beginCreation(accountId, generation, methods, provedAt, tx.now());
          return new Begun(
              ceremony, requests.seal(ceremony), handle, new PasskeyRows(tx).of(accountId));
        });
  }

  /** The outcome of a registration. */
  sealed interface Registration {
    /** The passkey is registered. */
    record Registered(Passkey passkey, Added added) implements Registration {}

    /**
     * The request does not belong to the account, was already used, or has expired. Or the
     * credential does not match the request, or is already registered.
     */
    record Invalid() implements Registration {}

    /** The account already has {@link #AT_MOST} passkeys. */
    record TooMany() implements Registration {}

    /** The account has changed in the meantime. */
    record Changed() implements Registration {}
  }

  /** Registers a passkey. */
  Registration register(
      long accountId,
      long generation,
      String request,
      String name,
      CredentialJson credential,
      HashRequest client) {
    Optional<Ceremony> ceremony =
        requests
            .open(request, Purpose.CREATE, store.reading(Transaction::now))
            .filter(each -> each.accountId() == accountId && each.generation() == generation);
    Optional<Created> created =
        ceremony
            .filter(_ -> credential.isPublicKey())
            .flatMap(each -> ceremonies.get().create(credential.creation(), each.challenge()))
            .filter(made -> credential.has(made.id()));
    if (created.isEmpty()) {
      return new Registration.Invalid();
    }
    Passkey passkey = passkey(accountId, name, created.get(), credential.transports());
    Registration outcome =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return register(tx, ceremony.get(), passkey, created.get().verified(), client);
            });
    notices.committed();
    return outcome;
  }

  private Passkey passkey(long accountId, String name, Created created, List<String> transports) {
    return new Passkey(
        ids.next(),
        accountId,
        created.id(),
        userHandles.of(accountId),
        created.data(),
        name,
        created.model().toString(),
        transports,
        created.counter(),
        created.verified(),
        created.backupEligible(),
        created.backedUp(),
        true,
        Instant.EPOCH,
        Optional.empty());
  }

  private Registration register(
      Transaction tx, Ceremony ceremony, Passkey unsaved, boolean verified, HashRequest client) {
    Optional<Account> account = locked(tx, ceremony.accountId(), ceremony.generation());
    if (account.isEmpty()) {
      return new Registration.Changed();
    }
    PasskeyRows rows = new PasskeyRows(tx);
    if (rows.of(ceremony.accountId()).size() >= AT_MOST) {
      return new Registration.TooMany();
    }
    Passkey passkey = unsaved.createdAt(tx.now());
    if (new SpentChallengeRows(tx).isSpent(ceremony.digest()) || !rows.add(passkey)) {
      return new Registration.Invalid();
    }
    if (!new SpentChallengeRows(tx).spend(ceremony.digest(), ceremony.endsAt())) {
      throw new IllegalStateException("the request of a locked account was used meanwhile");
    }
    party.store(tx);
    SchemaFloor.raise(tx, KNOWN_SINCE);
    Added added =
        enrolments.add(tx, account.get(), ceremony.proofs(), passkey.method(verified), client);
    notices.passkeyAdded(tx, added.account(), passkey.name());
    return new Registration.Registered(passkey, added);
  }

  /** Renames a passkey. Returns whether the account has the passkey. */
  boolean rename(long accountId, String id, String name) {
    return store.inTransaction(
        tx ->
            new AccountRows(tx).lockUnlessClosed(accountId)
                && new PasskeyRows(tx).rename(accountId, id, name));
  }

  /** Removes a passkey. Returns whether the account had the passkey. */
  boolean remove(long accountId, long generation, String id, Optional<Network> from) {
    boolean removed =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return locked(tx, accountId, generation)
                  .map(account -> remove(tx, account, id, from))
                  .orElse(false);
            });
    notices.committed();
    return removed;
  }

  private boolean remove(Transaction tx, Account account, String id, Optional<Network> from) {
    Optional<Passkey> removed = new PasskeyRows(tx).remove(account.id(), id);
    removed.ifPresent(
        passkey -> {
          requireWayIn(tx, account, passkey);
          enrolments.removed(tx, account, passkey.method(passkey.verified()), from);
          notices.passkeyRemoved(tx, account, passkey.name());
        });
    return removed.isPresent();
  }

  /**
   * Checks that an account without a password still has a passkey that suffices for a log-in.
   *
   * @param removed the passkey that this transaction has removed
   * @throws ProblemException if the removed passkey was the last one that suffices
   */
  private static void requireWayIn(Transaction tx, Account account, Passkey removed) {
    if (account.passwordHash().isEmpty()
        && removed.verified()
        && new PasskeyRows(tx).of(account.id()).stream().noneMatch(Passkey::verified)) {
      throw new ProblemException(LAST);
    }
  }

  private static Optional<Account> locked(Transaction tx, long accountId, long generation) {
    AccountRows accounts = new AccountRows(tx);
    return accounts.lock(accountId, generation) ? accounts.findById(accountId) : Optional.empty();
  }
}
