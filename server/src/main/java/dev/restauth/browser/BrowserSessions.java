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
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Sessions of browsers. A cookie with 256 random bits identifies each; the store has their digest. A session begins
 * only with an {@link Authentication}. Thread-safe.
 */
public final class BrowserSessions {
  /** The name of the cookie; with TLS, browsers store it with the prefix {@code __Host-}. */
  static final String COOKIE = "restauth";

  /** The maximum number of live browser sessions of an account; those of API clients are counted apart. */
  static final int LIVE_AT_MOST = 100;

  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** The interval at which renewals are stored: storing all of them would cost a write for each request. */
  private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private final Store store;
  private final SessionPolicy policy;
  private final ClientSessionRevoker clients;
  private final BrowserEvents events;
  private final RandomIds random = new RandomIds();

  /**
   * Creates the sessions of {@code store}.
   *
   * @param policy the durations, those of all sessions
   * @param clients ends the sessions of clients that began in a browser session
   */
  public BrowserSessions(
      Store store, SessionPolicy policy, ClientSessionRevoker clients, SecurityEvents events) {
    this.store = store;
    this.policy = policy;
    this.clients = clients;
    this.events = new BrowserEvents(events);
  }

  /**
   * A session that has just begun, or was stepped up.
   *
   * @param cookie the cookie that the answer must set; its value is stored nowhere else
   */
  public record Begun(BrowserSession session, Cookie cookie) {}

  /**
   * Returns the live session of the browser that makes a call; empty if it is not logged in. Reads the database, not a cache,
   * and stores a renewal at most once a minute.
   */
  public Optional<BrowserSession> find(Call call) {
    Optional<byte[]> digest = digest(call);
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    Optional<Seen> seen = store.reading(tx -> live(tx, digest.get()));
    seen.filter(each -> !each.isRenewalStored())
        .ifPresent(each -> renew(digest.get(), each.stored()));
    return seen.map(each -> each.stored().session());
  }

  /** Returns the digest of the cookie of the browser that makes a call; empty if it has none. */
  static Optional<byte[]> digest(Call call) {
    return call.cookie(COOKIE).filter(SECRET.asMatchPredicate()).map(Sha256::of);
  }

  /** Returns the account of the live session of a cookie, without a renewal; empty if there is none. */
  Optional<Long> accountOf(Transaction tx, byte[] digest) {
    return live(tx, digest).map(seen -> seen.stored().session().accountId());
  }

  /** A live session, and the time at which it was live. */
  private record Seen(Stored stored, Instant at) {
    boolean isRenewalStored() {
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

  /** Returns whether it is live by the present policy, even if it began under settings that allow a longer one. */
  static boolean isLive(Stored stored, SessionPolicy policy, Instant now) {
    return end(stored.session().authenticatedAt(), stored.renewedAt(), policy).isAfter(now);
  }

  private static Instant end(Instant authenticatedAt, Instant renewedAt, SessionPolicy policy) {
    return policy.end(authenticatedAt, renewedAt, Optional.empty());
  }

  /** Stores a renewal. If nothing can be written, the user stays logged in until the session ends. */
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
      // The outage is logged already.
    }
  }

  /**
   * Begins a session. The cookie has a new value each time, so that a person who had the old one is not logged in
   * (session fixation). A further log-in of the same user is a step-up: the session stays the same, with the methods
   * and the time of the new log-in. The sessions of clients in it stay, too. A log-in of another user ends the old
   * session with these.
   *
   * @param replaced the live session of that browser
   * @return empty if the account was changed since the authentication
   */
  public Optional<Begun> begin(
      Authentication authentication, Call call, Optional<BrowserSession> replaced) {
    return begin(authentication, call, replaced, _ -> true);
  }

  /**
   * Does the same, if a condition holds in the transaction.
   *
   * @param condition checked once the account is locked; it may use up what is valid once
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

  /** Locks both accounts, always in the same order: otherwise two transactions could wait for each other. */
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

  /** Ends the oldest sessions if there are too many. The new one stays, even if the clock makes it look old. */
  private void makeRoom(Transaction tx, BrowserSession begun, Optional<Network> from) {
    List<String> ended =
        new BrowserSessionRows(tx).removeOldest(begun.accountId(), begun.id(), LIVE_AT_MOST - 1L);
    for (String id : ended) {
      clients.endOf(tx, id, BrowserEnd.LOG_OUT);
      events.ended(tx, begun.accountId(), id, BrowserEvents.Reason.TOO_MANY, from);
    }
  }

  /**
   * Returns whether a session is live in a transaction. Lock its account before: then it stays live until the transaction
   * ends.
   */
  public boolean isLive(Transaction tx, String id) {
    Instant now = tx.now();
    return new BrowserSessionRows(tx)
        .find(id, now)
        .filter(stored -> isLive(stored, policy, now))
        .isPresent();
  }

  /**
   * Logs a browser out: ends its session, and the sessions of clients in it, and so revokes their tokens.
   *
   * @param from the network of the browser, if it is known
   * @return whether this call ended it
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
   * Removes sessions that have expired, and ends the sessions of clients in them, as at a log-out: their tokens are
   * revoked, and the clients are notified (OpenID Connect Back-Channel Logout section 2.7).
   *
   * @param atMost the maximum number to remove, at least 1
   * @return the number found, of which some may have been renewed or removed meanwhile
   */
  int endExpired(long atMost) {
    return store.inTransaction(
        tx -> {
          Instant now = tx.now();
          BrowserSessionRows rows = new BrowserSessionRows(tx);
          List<Expired> expired = rows.expired(now, atMost);
          for (Expired each : expired) { // locks accounts in ascending order, like a log-in
            var _ = new AccountRows(tx).lockUnlessClosed(each.accountId());
            if (rows.removeExpired(each.id(), now)) {
              clients.endOf(tx, each.id(), BrowserEnd.EXPIRY);
            }
          }
          return expired.size();
        });
  }

  /** Returns the cookie that makes a browser forget its session. */
  public static Cookie removed() {
    return Cookie.removed(COOKIE);
  }
}
