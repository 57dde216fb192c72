package dev.restauth.factor;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.crypto.RandomIds;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.factor.EnrolmentRequests.Enrolment;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Users' own factors: enrolling and removing an authenticator app, and creating new recovery codes.
 * Thread-safe.
 */
public final class OwnFactors {
  /** The length of a secret, as recommended by RFC 4226 section 4. */
  private static final int SECRET_BYTES = 20;

  private static final int DIGITS = 6;
  private static final int PERIOD = 30;

  private final Store store;
  private final TotpSecrets secrets;
  private final EnrolmentRequests requests;
  private final RecoveryCodes recoveryCodes;
  private final FactorEnrolment enrolments;
  private final OwnerNotices notices;
  private final SecurityEvents events;
  private final RandomIds random = new RandomIds();

  OwnFactors(
      Store store,
      TotpSecrets secrets,
      EnrolmentRequests requests,
      RecoveryCodes recoveryCodes,
      FactorEnrolment enrolments,
      OwnerNotices notices,
      SecurityEvents events) {
    this.store = store;
    this.secrets = secrets;
    this.requests = requests;
    this.recoveryCodes = recoveryCodes;
    this.enrolments = enrolments;
    this.notices = notices;
    this.events = events;
  }

  /**
   * The factors of an account.
   *
   * @param totpSince the time at which the authenticator app was enrolled; empty if there is none
   * @param recoveryCodes the number of remaining recovery codes
   * @param password whether the account has a password
   */
  public record Overview(Optional<Instant> totpSince, long recoveryCodes, boolean password) {}

  /** Returns the factors of an account. */
  public Overview of(long accountId) {
    return store.reading(
        tx ->
            new Overview(
                new TotpRows(tx).createdAt(accountId),
                new RecoveryCodeRows(tx).count(accountId),
                new AccountRows(tx)
                    .findById(accountId)
                    .flatMap(Account::passwordHash)
                    .isPresent()));
  }

  /**
   * An enrolment that has begun.
   *
   * @param request the sealed request, which the client sends back with the first code
   */
  record Begun(String request, Totp totp) {}

  /**
   * Begins the enrolment of an authenticator app. Stores nothing yet.
   *
   * @param hasFactor whether the account already has a factor of any kind. If it is an app, the new
   *     app replaces it
   * @param methods the methods with which the user was authenticated
   * @param provedAt the time of that authentication
   */
  Begun begin(
      long accountId,
      long generation,
      boolean hasFactor,
      AuthenticationMethods methods,
      Instant provedAt) {
    byte[] secret = random.bytes(SECRET_BYTES);
    Instant now = store.reading(Transaction::now);
    return new Begun(
        requests.seal(
            new Enrolment(accountId, generation, hasFactor, methods, provedAt, now, secret)),
        totp(secret));
  }

  /**
   * Returns an enrolment that has begun; empty if the request does not belong to the account, or
   * has expired.
   */
  Optional<Begun> begun(long accountId, long generation, String request) {
    return open(accountId, generation, request, store.reading(Transaction::now))
        .map(found -> new Begun(request, totp(found.secret())));
  }

  private Optional<Enrolment> open(long accountId, long generation, String request, Instant now) {
    return requests
        .open(request, now)
        .filter(each -> each.accountId() == accountId && each.generation() == generation);
  }

  private static Totp totp(byte[] secret) {
    return new Totp(secret, Totp.Algorithm.SHA1, DIGITS, PERIOD);
  }

  /** The outcome of an enrolment. */
  public sealed interface Enrolling {
    /** The app is enrolled. */
    record Enrolled(Added added) implements Enrolling {}

    /** The request does not belong to the account, or has expired. */
    record UnknownRequest() implements Enrolling {}

    /** The code is wrong. */
    record WrongCode() implements Enrolling {}

    /** The account has changed in the meantime. */
    record Changed() implements Enrolling {}
  }

  /**
   * Enrols the authenticator app that computed a code. The code counts as used.
   */
  Enrolling enrol(
      long accountId, long generation, String request, String code, HashRequest client) {
    Instant now = store.reading(Transaction::now);
    Optional<Enrolment> found = open(accountId, generation, request, now);
    if (found.isEmpty()) {
      return new Enrolling.UnknownRequest();
    }
    Totp totp = totp(found.get().secret());
    OptionalLong step = totp.find(code.replace(" ", ""), now);
    if (step.isEmpty()) {
      return new Enrolling.WrongCode();
    }
    Enrolling outcome =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return enrol(tx, found.get(), totp, step.getAsLong(), client);
            });
    notices.committed();
    return outcome;
  }

  private Enrolling enrol(
      Transaction tx, Enrolment enrolment, Totp totp, long step, HashRequest client) {
    long id = enrolment.accountId();
    Optional<Account> account = locked(tx, id, enrolment.generation());
    if (account.isEmpty()) {
      return new Enrolling.Changed();
    }
    if (account.get().factor() != enrolment.hasFactor()
        || new TotpRows(tx).createdAt(id).filter(enrolment.at()::isBefore).isPresent()) {
      // In the meantime, the code was used, another app was enrolled, or the account got its first
      // factor or lost its last one.
      return new Enrolling.UnknownRequest();
    }
    new TotpRows(tx).put(id, secrets.seal(id, totp, step), tx.now());
    Added added = enrolments.add(tx, account.get(), enrolment.proofs(), ProofMethod.TOTP, client);
    notices.factorAdded(tx, added.account());
    return new Enrolling.Enrolled(added);
  }

  /**
   * Creates a new set of recovery codes. The codes of the previous set become invalid, and all
   * remembered devices of the account are removed.
   *
   * @return the new codes; empty if the account has no factor
   */
  public Optional<List<String>> renewRecoveryCodes(
      long accountId, long generation, Optional<Network> from) {
    Optional<List<String>> made =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return locked(tx, accountId, generation)
                  .filter(Account::factor)
                  .map(
                      account -> {
                        List<String> codes = recoveryCodes.renew(tx, accountId);
                        // With a stolen recovery code, a thief may have let the server remember a
                        // browser.
                        new EndedSessionRows(tx).endDevices(accountId);
                        events.record(
                            tx,
                            SecurityEvent.of(EventType.USER_RECOVERY_CODES_MADE)
                                .about(accountId)
                                .from(from));
                        notices.recoveryCodesMade(tx, account);
                        return codes;
                      });
            });
    notices.committed();
    return made;
  }

  /**
   * Removes the authenticator app of an account. If the app was the last factor, the recovery codes
   * are also removed.
   *
   * @return whether the account had an app
   */
  public boolean removeTotp(long accountId, long generation, Optional<Network> from) {
    boolean removed =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              Optional<Account> account = locked(tx, accountId, generation);
              if (account.isEmpty() || !new TotpRows(tx).remove(accountId)) {
                return false;
              }
              enrolments.removed(tx, account.get(), ProofMethod.TOTP, from);
              notices.factorRemoved(tx, account.get());
              return true;
            });
    notices.committed();
    return removed;
  }

  private static Optional<Account> locked(Transaction tx, long accountId, long generation) {
    AccountRows accounts = new AccountRows(tx);
    return accounts.lock(accountId, generation) ? accounts.findById(accountId) : Optional.empty();
  }
}
