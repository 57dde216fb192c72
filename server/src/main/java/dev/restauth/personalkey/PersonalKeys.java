package dev.restauth.personalkey;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.EndedSessionRows;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Actor;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.session.KeySessions;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Creates, lists and deletes personal keys. The store contains only digests of keys. Thread-safe.
 */
public final class PersonalKeys implements KeySessions {
  /** The maximum number of keys of an account. */
  public static final int AT_MOST = 50;

  /** The maximum lifetime of a key, in days. */
  public static final int DAYS_AT_MOST = 366;

  /** The default lifetime of a key, in days. */
  static final long DAYS = 90;

  /** The time between the notice and the expiry of a key. */
  static final Duration TOLD_BEFORE = Duration.ofDays(7);

  /**
   * The number of characters that the owner can see later, in addition to the prefix of the key.
   */
  private static final int SHOWN = 4;

  private final Store store;
  private final UnaryOperator<Instant> tokensUntil;
  private final OwnerNotices notices;
  private final SecurityEvents events;
  private final RandomIds ids = new RandomIds();

  /**
   * Creates the access to the keys in {@code store}.
   *
   * @param tokensUntil returns the time by which all tokens that were issued before a given time
   *     will have expired
   */
  PersonalKeys(
      Store store,
      UnaryOperator<Instant> tokensUntil,
      OwnerNotices notices,
      SecurityEvents events) {
    this.store = store;
    this.tokensUntil = tokensUntil;
    this.notices = notices;
    this.events = events;
  }

  /**
   * A request for a key.
   *
   * @param name 1 to 64 visible characters
   * @param scopes the scopes, at least one; the account must hold all of them
   * @param days the lifetime in days, 1 to {@link #DAYS_AT_MOST}
   * @param organization the id of the organisation in which the key acts, and of which the account
   *     is a member
   */
  public record Wanted(String name, Set<String> scopes, long days, Optional<String> organization) {}

  /** The outcome of {@link #create}. */
  public sealed interface Creation {
    /**
     * The key was created, and its digest is stored durably.
     *
     * @param secret the key itself, which cannot be shown again later
     */
    record Created(PersonalKey key, String secret) implements Creation {
      /** Returns a text without the secret. */
      @Override
      public String toString() {
        return "Created[key=" + key.id() + "]";
      }
    }

    /** The account already has {@link #AT_MOST} keys. */
    record TooMany() implements Creation {}

    /** The account has changed since the caller was authenticated. */
    record Revoked() implements Creation {}
  }

  /**
   * Creates a key for the caller.
   * @param generation the generation of the account at the time when the caller was authenticated
   */
  Creation create(long accountId, long generation, Wanted wanted, Optional<Network> from) {
    Creation outcome =
        store.inTransaction(
            tx -> {
              notices.prepare(tx);
              return new AccountRows(tx).lock(accountId, generation)
                  ? add(tx, accountId, wanted, created().from(from))
                  : new Creation.Revoked();
            });
    notices.committed();
    return outcome;
  }

  /**
   * Creates a key for an account in a transaction that has called {@link #prepare} and then locked
   * the account.
   *
   * @param by the actor, who is not the owner
   */
  public Creation create(Transaction tx, long accountId, Wanted wanted, Actor by) {
    return add(tx, accountId, wanted, created().by(by));
  }

  /**
   * Acquires the locks that notices need. Must be called before the transaction changes any row.
   */
  public void prepare(Transaction tx) {
    notices.prepare(tx);
  }

  /** Sends the notices of a transaction immediately. Must be called after the commit. */
  public void committed() {
    notices.committed();
  }

  private static SecurityEvent created() {
    return SecurityEvent.of(EventType.PERSONAL_KEY_CREATED);
  }

  private Creation add(Transaction tx, long accountId, Wanted wanted, SecurityEvent cause) {
    String secret = SecretText.PERSONAL_KEY.next();
    Instant now = tx.now();
    PersonalKeyRows rows = new PersonalKeyRows(tx);
    rows.removeOfDeletedOrganizations(accountId);
    if (rows.of(accountId, now).size() >= AT_MOST) {
      return new Creation.TooMany();
    }
    Duration lasts = Duration.ofDays(wanted.days());
    PersonalKey key =
        new PersonalKey(
            ids.next(),
            accountId,
            wanted.name(),
            SecretText.PERSONAL_KEY.shared(secret, SHOWN),
            String.join(" ", new TreeSet<>(wanted.scopes())),
            wanted.organization(),
            now,
            now.plus(lasts).truncatedTo(ChronoUnit.SECONDS), // whole seconds, as in its tokens
            Optional.empty());
    Optional<Instant> tellAt =
        lasts.compareTo(TOLD_BEFORE) > 0
            ? Optional.of(key.endsAt().minus(TOLD_BEFORE))
            : Optional.empty(); // the notice of the creation suffices
    rows.add(key, Sha256.of(secret), tellAt);
    events.record(tx, cause.about(accountId).key(key.id()));
    Account owner = new AccountRows(tx).findById(accountId).orElseThrow();
    notices.keyCreated(tx, owner, key.name());
    return new Creation.Created(key, secret);
  }

  /** Returns the valid keys of an account, newest first. */
  List<PersonalKey> of(long accountId) {
    return store.reading(tx -> of(tx, accountId));
  }

  /** Returns the valid keys of an account, newest first, in the caller's transaction. */
  public static List<PersonalKey> of(Transaction tx, long accountId) {
    return new PersonalKeyRows(tx).of(accountId, tx.now());
  }

  /**
   * Deletes a key for good, and revokes all tokens that were issued for it.
   *
   * @return false if the account has no such key
   */
  public boolean end(long accountId, String id, Optional<Network> from) {
    return store.inTransaction(tx -> end(tx, accountId, id, deleted().from(from)));
  }

  /**
   * Deletes a key for good, in the caller's transaction, and revokes all tokens that were issued
   * for it.
   *
   * @param by the actor, who is not the owner
   */
  public boolean end(Transaction tx, long accountId, String id, Actor by) {
    return end(tx, accountId, id, deleted().by(by));
  }

  private static SecurityEvent deleted() {
    return SecurityEvent.of(EventType.PERSONAL_KEY_DELETED);
  }

  private boolean end(Transaction tx, long accountId, String id, SecurityEvent cause) {
    boolean ended = new PersonalKeyRows(tx).remove(accountId, id).isPresent();
    if (ended) {
      new EndedSessionRows(tx).revoke(id, accountId, tokensUntil.apply(tx.now()));
      events.record(tx, cause.about(accountId).key(id));
    }
    return ended;
  }

  /**
   * Deletes the key with this secret, for anybody who has found the secret. Does nothing if the
   * text is not a key.
   */
  public void end(String secret, Optional<Network> from) {
    if (SecretText.PERSONAL_KEY.matches(secret)) {
      store
          .<Optional<PersonalKey>>reading(
              tx -> new PersonalKeyRows(tx).findByDigest(Sha256.of(secret)))
          .ifPresent(key -> end(key.accountId(), key.id(), from));
    }
  }

  @Override
  public Optional<Key> find(String id) {
    return store.reading(
        tx ->
            new PersonalKeyRows(tx)
                .find(id)
                .filter(key -> key.endsAt().isAfter(tx.now()))
                .flatMap(key -> key(tx, key)));
  }

  private static Optional<Key> key(Transaction tx, PersonalKey key) {
    return new AccountRows(tx)
        .findById(key.accountId())
        .filter(Account::active)
        .map(
            account ->
                new Key(
                    key.id(),
                    account.id(),
                    account.generation(),
                    key.endsAt(),
                    key.scope(),
                    key.organization()));
  }
}
