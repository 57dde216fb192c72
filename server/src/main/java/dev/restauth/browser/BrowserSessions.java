package dev.restauth.browser;

import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Authentication;
import dev.restauth.browser.BrowserSessionRows.Expired;
import dev.restauth.browser.BrowserSessionRows.Stored;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.session.ClientSessionRevoker;
import dev.restauth.session.ClientSessionRevoker.BrowserEnd;
import dev.restauth.session.SessionPolicy;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Sessions of browsers. A cookie with 256 random bits identifies each session; the store contains
 * only the cookie's digest. A session can begin only with an {@link Authentication}. Thread-safe.
 */
public final class BrowserSessions {
  /** The name of the cookie. With TLS, the name has the prefix {@code __Host-}. */
  static final String COOKIE = "restauth";

  /**
   * The maximum number of an account's live browser sessions. Sessions of API clients have a
   * separate limit.
   */
  static final int LIVE_AT_MOST = 100;

  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

  /**
   * The minimum time between two stored renewals. Storing every renewal would cost a write for each
   * request.
   */
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private final Store store;
  private final SessionPolicy policy;
  private final ClientSessionRevoker clients;
  private final LongPredicate due;
  private final BrowserEvents events;
  private final RandomIds random = new RandomIds();

  /**
   * Creates the object that stores sessions in {@code store}.
   *
   * @param policy the durations of sessions, which are the same for all kinds of sessions
   * @param clients ends the client sessions that began in a browser session
   * @param due returns whether an account must have a second factor but has none
   */
  public BrowserSessions(
      Store store,
      SessionPolicy policy,
      ClientSessionRevoker clients,
      LongPredicate due,
      SecurityEvents events) {
    this.store = store;
    this.policy = policy;
    this.clients = clients;
    this.due = due;
    this.events = new BrowserEvents(events);
  }

  /**
   * A session that has just begun, or that a step-up has just changed.
   *
   * @param cookie the cookie that the answer must set; the server does not store the cookie's value
   */
  public record Begun(BrowserSession session, Cookie cookie) {}

  /**
   * Returns the live session of the browser that makes a call; empty if the browser is not logged
   * in, or if the account must have a second factor but has none. Its user must then log in, and
   * enrol a factor. Reads the session from the database, not from a cache, and stores a renewal at
   * most once a minute.
   */
  public Optional<BrowserSession> find(Call call) {
    return findLive(call).filter(session -> !due.test(session.accountId()));
  }

  /**
   * Returns the live session of the browser that makes a call, even if its account has no required
   * second factor. Such a session may only be ended, or continue after a log-in.
   */
  public Optional<BrowserSession> findLive(Call call) {
    Optional<byte[]> digest = digest(call);
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    Optional<Seen> seen = store.reading(tx -> live(tx, digest.get()));
    seen.filter(each -> !each.isStoredRenewalSufficient())
        .ifPresent(each -> renew(digest.get(), each.stored()));
    return seen.map(each -> each.stored().session());
  }

  /** Returns the digest of the cookie in a call; empty if the call has no such cookie. */
  static Optional<byte[]> digest(Call call) {
    return call.cookie(COOKIE).filter(SECRET.asMatchPredicate()).map(Sha256::of);
  }

  /**
   * Returns the account of the live session whose cookie has this digest; empty if there is none.
   * Does not renew the session.
   */
  Optional<Long> accountOf(Transaction tx, byte[] digest) {
    return live(tx, digest).map(seen -> seen.stored().session().accountId());
  }

  /** A live session, and a time at which it was live. */
  private record Seen(Stored stored, Instant at) {
    boolean isStoredRenewalSufficient() {
      return at.isBefore(stored.renewedAt().plus(NOTED_EVERY));
    }
  }

  private Optional<Seen> live(Transaction tx, byte[] digest) {
    Instant now = tx.now();
    return new BrowserSessionRows(tx)
        .findByDigest(digest, now)
        .filter(stored -> isLive(stored, policy, now))
        .map(stored -> new Seen(stored, now));
  }

  /**
   * Returns whether the session is live under the current policy. It may have begun under settings
   * that allowed a longer duration.
   */
  static boolean isLive(Stored stored, SessionPolicy policy, Instant now) {
    return end(stored.session().authenticatedAt(), stored.renewedAt(), policy).isAfter(now);
  }

  private static Instant end(Instant authenticatedAt, Instant renewedAt, SessionPolicy policy) {
    return policy.end(authenticatedAt, renewedAt, Optional.empty());
  }

  /**
   * Stores a renewal. If the database cannot be written, the user remains logged in until the
   * session expires.
   */
  private void renew(byte[] digest, Stored stored) {
    try {
      store.inTransaction(
          tx -> {
            Instant now = tx.now();
            new BrowserSessionRows(tx)
                .renew(digest, now, end(stored.session().authenticatedAt(), now, policy));
            return true;
          });
    } catch (StoreUnavailableException e) {
      // The store has already logged the outage.
    }
  }

  /**
   * Begins a session. Each log-in creates a new cookie value, so that somebody who had the old
   * cookie is not logged in (session fixation). If the same user logs in again, this is a step-up:
   * the session continues with the methods and the time of the new log-in. The client sessions that
   * began in the browser session also continue. If another user logs in, the old session and its
   * client sessions end.
   *
   * @param replaced the live session of this browser
   * @return the session; empty if the account has changed since the authentication
   */
  public Optional<Begun> begin(
      Authentication authentication, Call call, Optional<BrowserSession> replaced) {
    return begin(authentication, call, replaced, _ -> true);
  }

  /**
   * Begins a session like {@link #begin(Authentication, Call, Optional)}, if a condition holds in
   * the transaction.
   *
   * @param condition checked after the account was locked; it may use up a code or challenge
   */
  Optional<Begun> begin(
      Authentication authentication,
      Call call,
      Optional<BrowserSession> replaced,
      Predicate<Transaction> condition) {
    String secret =
        Base64.getUrlEncoder().withoutPadding().encodeToString(random.bytes(SECRET_BYTES));
    String newId = random.next();
    return store.inTransaction(
        tx ->
            Optional.of(authentication)
                .filter(proved -> lock(tx, proved, replaced) && condition.test(tx))
                .map(proved -> begin(tx, proved, call, replaced, newId, Sha256.of(secret)))
                .map(session -> new Begun(session, Cookie.untilClosed(COOKIE, secret))));
  }

  /** Locks both accounts, always in the same order. Otherwise two transactions could deadlock. */
  private static boolean lock(
      Transaction tx, Authentication authentication, Optional<BrowserSession> replaced) {
    AccountRows accounts = new AccountRows(tx);
    long own = authentication.accountId();
    List<Long> ids =
        LongStream.concat(
                LongStream.of(own), replaced.stream().mapToLong(BrowserSession::accountId))
            .distinct()
            .sorted()
            .boxed()
            .toList();
    boolean unchanged = false;
    for (long id : ids) {
      boolean locked =
          id == own
              ? accounts.lock(id, authentication.generation())
              : accounts.lockUnlessClosed(id);
      unchanged = unchanged || (id == own && locked);
    }
    return unchanged;
  }

  private BrowserSession begin(
      Transaction tx,
      Authentication authentication,
      Call call,
      Optional<BrowserSession> replaced,
      String newId,
      byte[] digest) {
    Instant now = tx.now();
    Optional<Network> from = Optional.of(Network.of(call.client().address()));
    BrowserSessionRows rows = new BrowserSessionRows(tx);
    Optional<String> same =
        replaced
            .filter(session -> session.accountId() == authentication.accountId())
            .map(BrowserSession::id);
    Optional<Stored> steppedUp =
        same.map(id -> row(authentication, call, id, now))
            .filter(stored -> rows.replace(digest, stored));
    Stored stored = steppedUp.orElseGet(() -> row(authentication, call, newId, now));
    if (steppedUp.isEmpty()) {
      rows.add(digest, stored);
    }
    events.began(tx, stored.session(), from, now);
    replaced
        .filter(session -> session.accountId() != authentication.accountId())
        .ifPresent(
            other -> {
              var _ = end(tx, other, BrowserEvents.Reason.OTHER_USER, from);
            });
    makeRoom(tx, stored.session(), from);
    return stored.session();
  }

  private Stored row(Authentication authentication, Call call, String id, Instant now) {
    Instant last = authentication.at();
    Instant authenticatedAt = last.isBefore(now) ? last.truncatedTo(ChronoUnit.MICROS) : now;
    return new Stored(
        new BrowserSession(
            id,
            authentication.accountId(),
            authentication.generation(),
            authentication.methods(),
            authenticatedAt),
        now,
        end(authenticatedAt, now, policy),
        call.client().address().getHostAddress(),
        call.userAgent());
  }

  /**
   * Ends the oldest sessions if the account has too many. The new session is never ended, even if
   * the clock makes it look old.
   */
  private void makeRoom(Transaction tx, BrowserSession begun, Optional<Network> from) {
    List<String> ended =
        new BrowserSessionRows(tx).removeOldest(begun.accountId(), begun.id(), LIVE_AT_MOST - 1L);
    for (String id : ended) {
      clients.endOf(tx, id, BrowserEnd.LOG_OUT);
      events.ended(tx, begun.accountId(), id, BrowserEvents.Reason.TOO_MANY, from);
    }
  }

  /**
   * Returns whether a session is live, in a transaction. The caller must lock the session's account
   * first, so that the session stays live until the transaction ends.
   */
  public boolean isLive(Transaction tx, String id) {
    Instant now = tx.now();
    return new BrowserSessionRows(tx)
        .find(id, now)
        .filter(stored -> isLive(stored, policy, now))
        .isPresent();
  }

  /**
   * Logs a browser out. Ends its session and the client sessions that began in that session, which
   * revokes their tokens.
   *
   * @param from the network of the browser, if the caller knows it
   * @return whether this call ended the session
   */
  public boolean end(Transaction tx, BrowserSession session, Optional<Network> from) {
    return new AccountRows(tx).lockUnlessClosed(session.accountId())
        && end(tx, session, BrowserEvents.Reason.LOG_OUT, from);
  }

  private boolean end(
      Transaction tx, BrowserSession session, BrowserEvents.Reason reason, Optional<Network> from) {
    boolean ended = new BrowserSessionRows(tx).remove(session.id());
    if (ended) {
      clients.endOf(tx, session.id(), BrowserEnd.LOG_OUT);
      events.ended(tx, session.accountId(), session.id(), reason, from);
    }
    return ended;
  }

  /**
   * Removes expired sessions. Also ends the client sessions that began in these browser sessions,
   * revokes their tokens and notifies the clients, as a log-out does (OpenID Connect Back-Channel
   * Logout section 2.7).
   *
   * @param atMost the maximum number of sessions to remove, at least 1
   * @return the number of sessions that were found; some of them may have been renewed or removed
   *     in the meantime
   */
  int endExpired(long atMost) {
    return store.inTransaction(
        tx -> {
          Instant now = tx.now();
          BrowserSessionRows rows = new BrowserSessionRows(tx);
          List<Expired> expired = rows.expired(now, atMost);
          for (Expired each : expired) { // locks accounts in ascending order, like a log-in
            var _ = new AccountRows(tx).lockUnlessClosedWithoutTurn(each.accountId());
            if (rows.removeExpired(each.id(), now)) {
              clients.endOf(tx, each.id(), BrowserEnd.EXPIRY);
            }
          }
          return expired.size();
        });
  }

  /** Returns the cookie that removes the session cookie from a browser. */
  public static Cookie removed() {
    return Cookie.removed(COOKIE);
  }
}
