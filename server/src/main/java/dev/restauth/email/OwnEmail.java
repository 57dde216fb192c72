package dev.restauth.email;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Pending;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.event.EventType;
import dev.restauth.event.Network;
import dev.restauth.event.SecurityEvent;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Changes to the e-mail address, made by the account's user. Thread-safe. */
public final class OwnEmail {
  /**
   * The time for which the link in a mail can confirm a pending address. The digits in the mail can
   * confirm it for ten minutes.
   */
  static final Duration PENDING = Duration.ofDays(1);

  private static final Validity CONFIRMATION = new Validity(Duration.ofMinutes(10), PENDING);

  private final Store store;
  private final OneTimeCodes codes;
  private final Mailer mailer;
  private final SecurityEvents events;
  private final EmailUndo undo;
  private final ConfirmationListener confirmations;

  /** Begins a password reset for an account with a confirmed address. */
  @FunctionalInterface
  public interface ResetStart {
    /**
     * Begins the reset within the transaction and mails its code. Returns the id of the code's
     * request.
     */
    String begin(Transaction tx, Account account, EmailAddress address, Language language);
  }

  /** Reverts other changes to an account when a change to its address is undone. */
  @FunctionalInterface
  public interface UndoListener {
    /**
     * Reverts the changes, in the transaction of the undo. The mails and the account are locked.
     *
     * @param since the time of the first change to the address
     */
    void undone(Transaction tx, Account account, Instant since, Network from);
  }

  /** The outcome of setting an address. */
  public sealed interface Change {
    /** A code was mailed to the new address, unless the address has received too many mails. */
    record Started(String request) implements Change {}

    /** The client's network has requested too many mails. */
    record Throttled(Duration retryAfter) implements Change {}
  }

  /** The outcome of confirming an address. */
  public enum Confirmation {
    /** The address now belongs to the account. */
    DONE,
    /** The code is wrong, was already used, or has expired. */
    INVALID_CODE,
    /** Another account has confirmed the address. */
    TAKEN
  }

  /** Creates the changes to addresses of the accounts in {@code store}. */
  public OwnEmail(
      Store store,
      OneTimeCodes codes,
      Mailer mailer,
      SecurityEvents events,
      ResetStart resets,
      ConfirmationListener confirmations,
      UndoListener undoing) {
    this.store = store;
    this.codes = codes;
    this.mailer = mailer;
    this.events = events;
    this.undo = new EmailUndo(store, codes, mailer, events, resets, confirmations, undoing);
    this.confirmations = confirmations;
  }

  /**
   * Mails a code to a new address. The address is pending until the user confirms it, and replaces
   * an earlier pending address.
   */
  public Change change(Caller.User user, EmailAddress address, Network network, Language language) {
    // The client never counts as known. Otherwise any user could use up the limit that is reserved
    // for the owner of the address.
    MailRequester requester = new MailRequester(network.text(), false);
    Optional<Duration> refused = store.reading(tx -> mailer.refusal(tx, requester));
    if (refused.isPresent()) {
      return new Change.Throttled(refused.get());
    }
    Change change =
        mailer.inTurn(
            () ->
                store.inTransaction(
                    tx ->
                        mailer
                            .throttle(tx, requester)
                            .<Change>map(Change.Throttled::new)
                            .orElseGet(
                                () -> startIfActive(tx, user, address, requester, language))));
    mailer.wake();
    return change;
  }

  /**
   * Starts the change, unless the account was erased or disabled in the meantime. An erased account
   * must not get an address.
   */
  private Change startIfActive(
      Transaction tx,
      Caller.User user,
      EmailAddress address,
      MailRequester requester,
      Language language) {
    if (!new AccountRows(tx).lock(user.accountId(), user.generation())) {
      throw new CallerRevokedException();
    }
    return start(tx, user, address, requester, language);
  }

  /**
   * Acquires the lock that {@link #begin} needs. The transaction must not have changed any row yet.
   */
  public void prepare(Transaction tx) {
    mailer.lock(tx);
  }

  /**
   * Mails a code to the address of a new account, in the transaction that creates the account. The
   * caller must call {@link Mailer#wake} after the commit.
   *
   * @return the time for which the client's network has to wait; empty if the address is now
   *     pending
   */
  public Optional<Duration> begin(
      Transaction tx, Account account, EmailAddress address, Network network, Language language) {
    MailRequester requester = new MailRequester(network.text(), false);
    Optional<Duration> delay = mailer.throttle(tx, requester);
    if (delay.isEmpty()) {
      Caller.User user =
          new Caller.User(
              account.id(),
              account.username(),
              account.generation(),
              Optional.empty(),
              Optional.empty());
      var _ = start(tx, user, address, requester, language);
    }
    return delay;
  }

  private Change start(
      Transaction tx,
      Caller.User user,
      EmailAddress address,
      MailRequester requester,
      Language language) {
    Optional<Pending> before = codes.pending(tx, user.accountId(), Purpose.CONFIRM_EMAIL);
    Issued issued =
        codes.issue(
            tx,
            Purpose.CONFIRM_EMAIL,
            new Subject(Optional.of(user.accountId()), user.generation(), address.text()),
            CONFIRMATION);
    boolean mailed =
        mailer.addAsked(
            tx,
            new Mailer.Request(
                MailKind.CONFIRM_EMAIL,
                address,
                language,
                Optional.of(user.accountId()),
                Map.of(
                    "username", user.username(),
                    "email", address.text(),
                    "code", issued.spaced(),
                    "minutes", Long.toString(CONFIRMATION.digits().toMinutes()),
                    "link", mailer.link("confirm", issued.link()).orElse("")),
                tx.now().plus(PENDING)),
            requester);
    codes.settle(tx, issued, mailed);
    Optional<Pending> earlier =
        before
            .filter(_ -> !mailed)
            .filter(pending -> pending.open() && pending.generation() == user.generation())
            .filter(pending -> isSame(pending.address(), address));
    if (earlier.isPresent()) { // no mail was sent, so the earlier code must remain valid
      var _ = codes.consume(tx, issued.request());
      return new Change.Started(earlier.get().request());
    }
    before.ifPresent(
        pending -> {
          var _ = codes.consume(tx, pending.request());
        });
    return new Change.Started(issued.request());
  }

  static boolean isSame(String pending, EmailAddress address) {
    return EmailAddress.of(pending)
        .filter(each -> each.comparable().equals(address.comparable()))
        .isPresent();
  }

  /** The address of an account, and its pending address. */
  public record State(EmailRows.Address address, Optional<String> pending) {}

  /**
   * Returns the addresses of an existing account.
   *
   * @param generation the generation of the account; a pending address from an older generation is
   *     ignored
   */
  public State state(long accountId, long generation) {
    return store.reading(tx -> state(tx, accountId, generation));
  }

  /** Returns the addresses of an existing account, in the caller's transaction. */
  public State state(Transaction tx, long accountId, long generation) {
    return new State(
        new EmailRows(tx).find(accountId).orElseThrow(),
        codes
            .pending(tx, accountId, Purpose.CONFIRM_EMAIL)
            .filter(pending -> pending.open() && pending.generation() == generation)
            .map(Pending::address));
  }

  /**
   * Confirms the caller's pending address. If another account has confirmed the address, the code
   * remains valid.
   */
  public Confirmation confirm(Caller.User user, String code, Network network, Language language) {
    Optional<Pending> pending =
        store.reading(tx -> codes.pending(tx, user.accountId(), Purpose.CONFIRM_EMAIL));
    Optional<EmailAddress> address =
        pending
            .flatMap(each -> codes.attempt(each.request(), Purpose.CONFIRM_EMAIL, code))
            .filter(subject -> subject.generation() == user.generation())
            .flatMap(subject -> EmailAddress.of(subject.address()));
    if (address.isEmpty()) {
      return Confirmation.INVALID_CODE;
    }
    String request = pending.get().request();
    try {
      boolean done =
          store.inTransaction(
              tx -> {
                mailer.lock(tx);
                boolean isFirst = codes.consume(tx, request);
                if (isFirst) {
                  setConfirmed(tx, user, address.get(), network, language);
                }
                return isFirst;
              });
      mailer.wake();
      return done ? Confirmation.DONE : Confirmation.INVALID_CODE;
    } catch (NothingDone e) {
      codes.revertAttempt(request); // a correct code does not count as a guess
      return Confirmation.TAKEN;
    }
  }

  private void setConfirmed(
      Transaction tx, Caller.User user, EmailAddress address, Network network, Language language) {
    EmailRows rows = new EmailRows(tx);
    Optional<EmailAddress> before =
        rows.find(user.accountId()).flatMap(EmailRows.Address::confirmed);
    if (!rows.confirm(user.accountId(), user.generation(), address)) {
      throw new NothingDone();
    }
    confirmations.confirmed(tx, address, user.accountId());
    codes.endAll(
        tx, user.accountId(), Purpose.CONFIRM_EMAIL, Purpose.PASSWORD_RESET, Purpose.LOGIN);
    before
        .filter(old -> !old.comparable().equals(address.comparable()))
        .ifPresent(old -> undo.notifyOldAddress(tx, user, old, address, language));
    record(tx, EventType.USER_EMAIL_CHANGED, user.accountId(), network);
  }

  private void record(Transaction tx, EventType type, long accountId, Network network) {
    events.record(tx, SecurityEvent.of(type).about(accountId).from(Optional.of(network)));
  }

  /** Drops the pending address. */
  public void dropPending(long accountId) {
    store.inTransaction(
        tx -> {
          codes.endAll(tx, accountId, Purpose.CONFIRM_EMAIL);
          return true;
        });
  }

  /** Undoes changes to the address; see {@link EmailUndo#undo}. */
  public Optional<String> undo(String code, Network network, Language language) {
    return undo.undo(code, network, language);
  }

  /** Rolls back a confirmation or an undo that is not possible now. */
  static final class NothingDone extends RuntimeException {
    private static final long serialVersionUID = 1;

    NothingDone() {
      super("", null, false, false);
    }
  }
}
