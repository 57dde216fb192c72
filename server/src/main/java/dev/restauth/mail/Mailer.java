package dev.restauth.mail;

import dev.restauth.blocking.TimeGrid;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.language.Language;
import dev.restauth.outbox.Outbox;
import dev.restauth.outbox.OutboxMessage;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Adds mails to the outbox. Anybody can request some kinds of mails, so the number of mails is
 * limited for each address and for each network. The client cannot tell whether a mail is sent,
 * because the mailer stores a decoy in place of a mail that is not sent. Thread-safe.
 */
public final class Mailer {
  static final String KIND = "mail";

  /** The maximum number of mails per hour that one network may request. */
  public static final int NETWORK_PER_HOUR = 20;

  /** The maximum number of mails per hour to one address. */
  public static final int ADDRESS_PER_HOUR = 5;

  /** An id that no account has. */
  private static final long NOBODY = 0;

  private static final Duration DAY = Duration.ofDays(1);

  /**
   * The period for which mails are counted. It is not longer than the time for which decoys are
   * stored.
   */
  private static final Duration HOUR = Outbox.DECOY_RETENTION;

  private static final Duration TURN_WITHIN = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofSeconds(HOUR.toSeconds() / NETWORK_PER_HOUR);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /**
   * The grid for durations, which are rounded up to a multiple of this time. A mail and a decoy
   * need the same statements, but a decoy's row has fewer index entries. This makes a difference of
   * about 50 µs.
   */
  private static final TimeGrid GRID = new TimeGrid(Duration.ofMillis(10));

  private final Semaphore turn = new Semaphore(1, true);
  private final Outbox outbox;
  private final boolean configured;
  private final Optional<URI> publicUrl;
  private final String service;
  private final AccountLocales locales;

  /** Finds the languages that the owners of accounts have chosen. */
  @FunctionalInterface
  public interface AccountLocales {
    /**
     * Returns the locale of an account, as a BCP 47 language tag. Returns empty, after the same
     * amount of work, if the account has none.
     */
    Optional<String> find(Transaction tx, long accountId);
  }

  /**
   * A mail to add.
   *
   * @param language the language if the account has no locale
   * @param accountId the account to which the mail belongs; empty if there is none. The mail is in
   *     the language of that account, and is erased together with it
   * @param values the values for the template; they may be secrets
   * @param expiresAt the time from which the mail is useless
   */
  public record Request(
      MailKind kind,
      EmailAddress to,
      Language language,
      Optional<Long> accountId,
      Map<String, String> values,
      Instant expiresAt) {
    /** Returns a text without the recipient and the values. */
    @Override
    public String toString() {
      return "Request[kind=" + kind + "]";
    }
  }

  Mailer(
      Outbox outbox,
      boolean configured,
      Optional<URI> publicUrl,
      String service,
      AccountLocales locales) {
    this.outbox = outbox;
    this.configured = configured;
    this.publicUrl = publicUrl;
    this.service = service;
    this.locales = locales;
  }

  /** Returns whether mails can be sent. */
  public boolean isConfigured() {
    return configured;
  }

  /**
   * Throws an exception if mails cannot be sent.
   *
   * @throws ProblemException 501; the problem names the missing settings
   */
  public void require() {
    if (!configured) {
      throw new ProblemException(
          ProblemType.MAIL_NOT_CONFIGURED.because(
              "This server sends no mail. Its operator can set smtp-url, mail-from and public-url,"
                  + " or mail-log for development."));
    }
  }

  /**
   * Runs the transaction of a client that requests a mail. Such transactions wait for each other in
   * the database, so this server runs only one of them at a time. Otherwise many such requests
   * would occupy all connections, and other writes would fail. The duration is rounded up, so that
   * it does not show whether an account exists.
   *
   * @throws StoreUnavailableException if too many other transactions are waiting
   */
  public <T> T inTurn(Supplier<T> transaction) {
    return GRID.run(
        () -> {
          try {
            if (!turn.tryAcquire(TURN_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
              throw new StoreUnavailableException("too many requests for mails wait");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("the server stops");
          }
          try {
            return transaction.get();
          } finally {
            turn.release();
          }
        });
  }

  /**
   * Locks the mails until the transaction ends. A transaction that may add or erase mails must call
   * this before it changes any other row. All transactions then acquire their locks in the same
   * order, so they cannot deadlock. Does nothing if mails cannot be sent.
   */
  public void lock(Transaction tx) {
    if (configured) {
      outbox.lock(tx);
    }
  }

  /**
   * Returns how long a network must wait before it may request another mail; empty if it may
   * request one now. Decoys count like mails. Until the transaction ends, other requests for mails
   * wait, so that the limits are exact.
   */
  public Optional<Duration> throttle(Transaction tx, MailRequester requester) {
    Optional<Duration> refused =
        refusal(tx, requester); // without the lock: this check must not make other requests wait
    if (refused.isPresent()) {
      return refused;
    }
    outbox.lock(tx);
    return refusal(tx, requester);
  }

  /**
   * Returns the same result as {@link #throttle}, in a read-only transaction. Must be called before
   * {@link #inTurn}, so that the refused requests of one network do not delay the transactions of
   * other clients.
   */
  public Optional<Duration> refusal(Transaction tx, MailRequester requester) {
    return outbox.addedBy(tx, KIND, requester.network(), HOUR) >= requester.perHour()
        ? Optional.of(INTERVAL)
        : Optional.empty();
  }

  /**
   * Adds a mail that a client requested. If the address has received too many mails, adds a decoy
   * instead.
   *
   * @return true for a mail, false for a decoy
   */
  public boolean addAsked(Transaction tx, Request request, MailRequester requester) {
    return addCounted(tx, request, requester, true);
  }

  /**
   * Adds a decoy. A decoy is stored and counted like a mail, but never delivered. A decoy counts
   * for the address that the client typed: otherwise further requests for this address would show
   * that no mail was sent.
   */
  public void addDecoy(Transaction tx, Request request, MailRequester requester) {
    var _ = addCounted(tx, request, requester, false);
  }

  private boolean addCounted(
      Transaction tx, Request request, MailRequester requester, boolean real) {
    String address = requester.standing().of(request.to().comparable());
    String counted = requester.byAddress() ? address : address + " by name";
    boolean byName = hasTooMany(tx, counted);
    boolean byAddress = hasTooMany(tx, address); // always read, so that a decoy takes the same time
    boolean tooMany = byName || byAddress;
    // A request beyond the limit does not count for the address. Otherwise a stranger could block
    // the address forever.
    boolean mailed = real && !tooMany;
    add(tx, request, Optional.of(requester.network()), tooMany ? "" : counted, !mailed);
    return mailed;
  }

  /**
   * Returns how long an administrator must wait before they may send another mail to an address;
   * empty if they may send one now. If they may send one now, {@link #addAsked} with an {@link
   * MailRequester#administrator} adds a mail, not a decoy. The caller must have locked the mails.
   */
  public Optional<Duration> delay(Transaction tx, EmailAddress to) {
    List<Instant> newest =
        outbox.newestTo(tx, KIND, known(to.comparable()), HOUR, ADDRESS_PER_HOUR);
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    Instant afterMinute = newest.getFirst().plus(MINUTE);
    Instant afterHour =
        newest.size() < ADDRESS_PER_HOUR ? afterMinute : newest.getLast().plus(HOUR);
    return Optional.of(
            Duration.between(tx.now(), afterHour.isAfter(afterMinute) ? afterHour : afterMinute))
        .filter(Duration::isPositive);
  }

  private static String known(String address) {
    return MailRequester.Standing.KNOWN.of(address);
  }

  private boolean hasTooMany(Transaction tx, String counted) {
    long withinMinute = outbox.addedTo(tx, KIND, counted, MINUTE);
    long withinHour = outbox.addedTo(tx, KIND, counted, HOUR);
    return withinMinute > 0 || withinHour >= ADDRESS_PER_HOUR;
  }

  /** Adds a mail that no client requested, such as a notice to a user. */
  public void addNotice(Transaction tx, Request request) {
    String counted = request.accountId().isPresent() ? "" : ownerless(request.to());
    add(tx, request, Optional.empty(), counted, false);
  }

  private static String ownerless(EmailAddress address) {
    return address.comparable() + " without account";
  }

  /**
   * Assigns mails to a new account: those that were sent to its address and belong to no account
   * yet. They are then erased together with the account.
   */
  public void assign(Transaction tx, EmailAddress address, long accountId) {
    outbox.assign(tx, KIND, address.comparable(), accountId);
    outbox.assign(tx, KIND, known(address.comparable()), accountId);
    outbox.assign(tx, KIND, ownerless(address), accountId);
  }

  /**
   * Adds a notice to an account's owner, up to a maximum number of the same kind within 24 hours.
   * The limit is necessary because anybody with the password could cause any number of notices. The
   * transaction must have locked the account row, so that the notices of simultaneous transactions
   * are counted correctly.
   */
  public void addNotice(Transaction tx, Request request, long atMostPerDay) {
    addNotice(tx, request, request.accountId().orElseThrow(), atMostPerDay);
  }

  /**
   * Adds a notice about an account that is not the recipient's, up to a maximum number of the same
   * kind within 24 hours. The notices about each account are counted separately.
   */
  public void addNotice(Transaction tx, Request request, long about, long atMostPerDay) {
    if (mayNotify(tx, request.kind(), about, atMostPerDay)) {
      add(tx, request, Optional.empty(), counted(request.kind(), about), false);
    }
  }

  /** Returns whether {@link #addNotice(Transaction, Request, long)} would add a notice now. */
  public boolean mayNotify(Transaction tx, MailKind kind, long accountId, long atMostPerDay) {
    return outbox.addedTo(tx, KIND, counted(kind, accountId), DAY) < atMostPerDay;
  }

  private static String counted(MailKind kind, long accountId) {
    return "notice " + kind.text() + " " + accountId;
  }

  private void add(
      Transaction tx, Request request, Optional<String> sender, String counted, boolean decoy) {
    Map<String, String> values = new HashMap<>(request.values());
    values.put("service", service);
    Language language =
        locales
            .find(tx, request.accountId().orElse(NOBODY)) // always read, also for a decoy
            .flatMap(Language::find)
            .orElse(request.language());
    Mail mail = new Mail(request.kind(), language, values);
    outbox.add(
        tx,
        new OutboxMessage(
            KIND,
            request.kind().text(),
            request.accountId(),
            decoy ? "" : request.to().text(),
            counted,
            sender,
            mail.bytes(),
            request.expiresAt(),
            decoy));
  }

  /** Starts sending added mails immediately. Must be called after the commit. */
  public void wake() {
    outbox.wake();
  }

  /**
   * Returns a link to a page of this server. The request id and the code are in the fragment of the
   * URL. Browsers never send the fragment, so it appears in no log and no Referer field.
   *
   * @param page the name of the page, such as {@code reset}
   * @param fragment the request id and the code, already encoded
   * @return the link; empty if {@code public-url} is not set, because a link must never contain the
   *     host from a request
   */
  public Optional<String> link(String page, String fragment) {
    return pageLink("/mail/" + page, fragment);
  }

  /**
   * Returns a link to any page of this server, with the same rules as {@link #link}.
   *
   * @param path the path of the page, relative to the path of the public URL
   */
  public Optional<String> pageLink(String path, String fragment) {
    return publicUrl.map(url -> url + path + "#" + fragment);
  }
}
