package dev.restauth.device;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.role.AccountRights;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Browsers in which a user can log in without the second factor. A cookie with 256 random bits
 * identifies each browser; the store contains only its digest. The cookie is not enough to access
 * the account: the user still needs the password, and the log-in counts as one factor. Accounts
 * with an administrative scope have no remembered devices. The value of the cookie never changes.
 * If each use changed the value, the device would become invalid whenever two tabs log in at the
 * same time or an answer is lost. Thread-safe.
 */
public final class RememberedDevices {
  /** The name of the cookie. */
  public static final String COOKIE = "ra-device";

  /** The lifetime of a device. */
  public static final Duration DURATION = Duration.ofDays(30);

  /** The maximum number of an account's devices. A further device replaces the oldest one. */
  static final int AT_MOST = 20;

  private static final int SECRET_BYTES = 32;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Store store;
  private final boolean on;
  private final OwnerNotices notices;
  private final SecurityEvents events;
  private final RandomIds random = new RandomIds();

  /**
   * Creates the devices in {@code store}.
   *
   * @param on whether users can let the server remember a browser. If not, even devices that were
   *     remembered earlier are ignored
   */
  RememberedDevices(Store store, boolean on, OwnerNotices notices, SecurityEvents events) {
    this.store = store;
    this.on = on;
    this.notices = notices;
    this.events = events;
  }

  /** Returns whether the user of an account can let the server remember a browser. */
  public boolean isOfferedTo(long accountId) {
    return on && store.<Boolean>reading(tx -> mayHave(tx, accountId));
  }

  /**
   * Returns whether an account is allowed to have devices. Administrators need the second factor
   * for each log-in, whatever the value of {@code require-factor}.
   */
  private static boolean mayHave(Transaction tx, long accountId) {
    return AccountRights.of(tx, accountId).administrative().isEmpty();
  }

  /**
   * Accepts a remembered device instead of the second factor, after the correct password. Only the
   * log-in page may call this method; {@code RememberedDeviceCallersTest} lists the allowed
   * callers.
   *
   * @param missing the result of the password check
   * @return an authentication with one factor; empty if the user must present the second factor
   */
  public Optional<Authentication> authenticate(Judgement.Missing missing, Call call) {
    Optional<byte[]> digest = digest(call);
    if (!on || digest.isEmpty()) {
      return Optional.empty();
    }
    long accountId = missing.half().accountId();
    long generation = missing.half().generation();
    boolean live =
        store.<Boolean>reading(
            tx ->
                new RememberedDeviceRows(tx).isLive(digest.get(), accountId, generation, tx.now())
                    && mayHave(tx, accountId));
    if (!live) {
      return Optional.empty();
    }
    return store.inTransaction(
        tx -> {
          Instant now = tx.now();
          return new RememberedDeviceRows(tx).use(digest.get(), accountId, generation, now)
              ? Assurance.judgeRemembered(missing, now)
              : Optional.empty();
        });
  }

  private static Optional<byte[]> digest(Call call) {
    return call.cookie(COOKIE).filter(SECRET.asMatchPredicate()).map(Sha256::of);
  }

  /**
   * Remembers the browser after a log-in with two factors. The browser gets a new secret, so a
   * cookie that an attacker has planted in the browser is useless (fixation). A browser is
   * remembered for only one account at a time.
   *
   * @return the cookie for the browser. Empty if the account must not have devices, if it has
   *     changed since the log-in, if the user logged in with a recovery code, or if the store is
   *     unavailable. The log-in succeeds nevertheless
   */
  public Optional<Cookie> remember(Authentication authentication, Call call) {
    if (!on || !authentication.methods().acr().satisfies(Acr.TWO)) {
      return Optional.empty();
    }
    String secret =
        Base64.getUrlEncoder().withoutPadding().encodeToString(random.bytes(SECRET_BYTES));
    String id = random.next();
    try {
      boolean added =
          store.inTransaction(
              tx -> {
                notices.prepare(tx);
                return add(tx, authentication, id, Sha256.of(secret), call);
              });
      notices.committed();
      return added ? Optional.of(Cookie.lasting(COOKIE, secret, DURATION)) : Optional.empty();
    } catch (StoreUnavailableException e) {
      return Optional.empty(); // the store has already logged the outage
    }
  }

  private boolean add(
      Transaction tx, Authentication authentication, String id, byte[] digest, Call call) {
    long accountId = authentication.accountId();
    if (authentication.methods().all().contains(ProofMethod.RECOVERY_CODE)) {
      return false; // a thief may use an old code while the user creates new codes
    }
    if (!new AccountRows(tx).lock(accountId, authentication.generation())
        || !mayHave(tx, accountId)) {
      return false;
    }
    Account account = new AccountRows(tx).findById(accountId).orElseThrow();
    if (!account.factor()) {
      return false;
    }
    Instant now = tx.now();
    RememberedDeviceRows rows = new RememberedDeviceRows(tx);
    digest(call).ifPresent(rows::removeByDigest); // the new cookie replaces the old cookie
    rows.add(
        digest,
        accountId,
        authentication.generation(),
        new RememberedDevice(
            id,
            now,
            now,
            now.plus(DURATION),
            call.client().address().getHostAddress(),
            call.userAgent()),
        AT_MOST - 1L);
    Network network = Network.of(call.client().address());
    events.record(tx, event(EventType.USER_DEVICE_REMEMBERED, accountId, network), now);
    notices.deviceRemembered(tx, account, network);
    return true;
  }

  /** Returns the live devices of an account, newest first. */
  public List<RememberedDevice> list(long accountId) {
    return store.reading(tx -> new RememberedDeviceRows(tx).of(accountId, tx.now()));
  }

  /**
   * Removes a device of an account. No new proof is required, because the only effect is that the
   * server asks for the second factor again.
   *
   * @param from the network of the user
   * @return whether the account had this device
   */
  public boolean forget(long accountId, String id, Network from) {
    return store.inTransaction(
        tx -> {
          boolean removed =
              new AccountRows(tx).lockUnlessClosed(accountId)
                  && new RememberedDeviceRows(tx).remove(accountId, id, tx.now());
          if (removed) {
            events.record(tx, event(EventType.USER_DEVICE_FORGOTTEN, accountId, from));
          }
          return removed;
        });
  }

  private static SecurityEvent event(EventType type, long accountId, Network from) {
    return SecurityEvent.of(type).about(accountId).from(Optional.of(from));
  }
}
