package dev.restauth.notice;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.account.CredentialListener;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.account.ServiceAccountRows.ServiceAccount;
import dev.restauth.email.EmailRows;
import dev.restauth.event.Network;
import dev.restauth.language.Language;
import dev.restauth.language.TimeText;
import dev.restauth.login.HalfLoginListener;
import dev.restauth.login.NewNetworkListener;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Mails notices to the confirmed address of an account, if it has one and the server sends mails.
 * Within 24 hours, an account gets at most {@value #PER_DAY} notices of each kind, because a thief
 * with the password could cause any number of them. Each kind has a separate limit. Otherwise the
 * thief could use up the limit by logging in from many networks, and the owner would get no notice
 * of a changed password. Thread-safe.
 */
public final class OwnerNotices
    implements CredentialListener, NewNetworkListener, HalfLoginListener {
  /** The maximum number of notices of one kind that an account gets within 24 hours. */
  public static final int PER_DAY = 5;

  /** The time after which an undelivered notice is useless. */
  private static final Duration DELIVERED_WITHIN = Duration.ofDays(3);

  private final Mailer mailer;
  private final boolean ofNewNetworks;

  /**
   * Creates notices that {@code mailer} sends.
   *
   * @param ofNewNetworks whether log-ins from new networks are reported
   */
  public OwnerNotices(Mailer mailer, boolean ofNewNetworks) {
    this.mailer = mailer;
    this.ofNewNetworks = ofNewNetworks;
  }

  @Override
  public void prepare(Transaction tx) {
    mailer.lock(tx);
  }

  @Override
  public void passwordChanged(Transaction tx, Account account, Optional<String> acceptLanguage) {
    add(tx, MailKind.PASSWORD_CHANGED, account, acceptLanguage, Map.of());
  }

  @Override
  public void usernameChanged(Transaction tx, Account account, Optional<String> acceptLanguage) {
    add(tx, MailKind.USERNAME_CHANGED, account, acceptLanguage, Map.of());
  }

  @Override
  public boolean notifies(Transaction tx, Account account) {
    return ofNewNetworks
        && mailer.isConfigured()
        && address(tx, account).isPresent()
        && mailer.mayNotify(tx, MailKind.NEW_NETWORK, account.id(), PER_DAY);
  }

  /**
   * Adds a notice of a log-in from a new network. Ignores the language of the request, because a
   * thief could choose a language that the owner cannot read.
   */
  @Override
  public void newNetwork(Transaction tx, Account account, Network network) {
    if (ofNewNetworks) {
      add(tx, MailKind.NEW_NETWORK, account, Optional.empty(), Map.of("network", network.text()));
    }
  }

  /**
   * Adds a notice that an administrator has begun to act as the owner. The notice does not contain
   * the administrator's reason.
   */
  public void impersonated(Transaction tx, Account account) {
    add(tx, MailKind.IMPERSONATION, account, Optional.empty(), Map.of());
  }

  /** Adds a notice that a personal key, or a key of a service account, was created. */
  public void keyCreated(Transaction tx, Account account, String key) {
    addOfKeys(
        tx,
        MailKind.KEY_CREATED,
        MailKind.SERVICE_KEY_CREATED,
        account,
        Map.of("key", PlainNames.of(key)));
  }

  /**
   * Adds a notice that personal keys expire soon.
   *
   * @param keys the names of the keys
   * @param firstEnd the time at which the first of these keys expires
   */
  public void keysEnd(Transaction tx, Account account, List<String> keys, Instant firstEnd) {
    addOfKeys(
        tx,
        MailKind.KEYS_END,
        MailKind.SERVICE_KEYS_END,
        account,
        Map.of("keys", PlainNames.of(String.join(", ", keys)), "end", TimeText.of(firstEnd)));
  }

  /**
   * Adds a notice about keys. If the keys belong to a service account, its owner gets the notice.
   * Without an owner, nobody gets it.
   */
  private void addOfKeys(
      Transaction tx,
      MailKind ofPerson,
      MailKind ofService,
      Account account,
      Map<String, String> values) {
    Optional<ServiceAccount> service = new ServiceAccountRows(tx).find(account.id());
    if (service.isEmpty()) {
      add(tx, ofPerson, account, Optional.empty(), values);
      return;
    }
    Map<String, String> more = new HashMap<>(values);
    more.put("account", account.username());
    service
        .get()
        .owner()
        .flatMap(new AccountRows(tx)::findById)
        .filter(Account::active) // a disabled owner may no longer be responsible
        .ifPresent(owner -> add(tx, ofService, owner, account.id(), Optional.empty(), more));
  }

  /** Adds a notice that the account no longer has a password. */
  public void passwordRemoved(Transaction tx, Account account) {
    add(tx, MailKind.PASSWORD_REMOVED, account, Optional.empty(), Map.of());
  }

  /** Adds a notice that an account without a password has a password again. */
  public void passwordAdded(Transaction tx, Account account) {
    add(tx, MailKind.PASSWORD_ADDED, account, Optional.empty(), Map.of());
  }

  /** Adds a notice that an authenticator app was enrolled. */
  public void factorAdded(Transaction tx, Account account) {
    add(tx, MailKind.FACTOR_ADDED, account, Optional.empty(), Map.of());
  }

  /** Adds a notice that the authenticator app was removed. */
  public void factorRemoved(Transaction tx, Account account) {
    add(tx, MailKind.FACTOR_REMOVED, account, Optional.empty(), Map.of());
  }

  /** Adds a notice that a passkey with this name was registered. */
  public void passkeyAdded(Transaction tx, Account account, String passkey) {
    add(
        tx,
        MailKind.PASSKEY_ADDED,
        account,
        Optional.empty(),
        Map.of("passkey", PlainNames.of(passkey)));
  }

  /** Adds a notice that a passkey with this name was removed. */
  public void passkeyRemoved(Transaction tx, Account account, String passkey) {
    add(
        tx,
        MailKind.PASSKEY_REMOVED,
        account,
        Optional.empty(),
        Map.of("passkey", PlainNames.of(passkey)));
  }

  /** Adds a notice that a browser in this network is no longer asked for the second factor. */
  public void deviceRemembered(Transaction tx, Account account, Network network) {
    add(
        tx,
        MailKind.DEVICE_REMEMBERED,
        account,
        Optional.empty(),
        Map.of("network", network.text()));
  }

  /**
   * Adds a notice that somebody who has the password is guessing codes, or has no code; at most one
   * a day.
   */
  public void factorGuessed(Transaction tx, Account account) {
    if (mailer.mayNotify(tx, MailKind.FACTOR_GUESSED, account.id(), 1)) {
      add(tx, MailKind.FACTOR_GUESSED, account, Optional.empty(), Map.of());
    }
  }

  @Override
  public boolean notifiesOfHalfLogins(Transaction tx, Account account) {
    return mailer.isConfigured()
        && address(tx, account).isPresent()
        && mailer.mayNotify(tx, MailKind.FACTOR_GUESSED, account.id(), 1);
  }

  @Override
  public void halfLogins(Transaction tx, Account account) {
    factorGuessed(tx, account);
  }

  /** Adds a notice that new recovery codes were created. */
  public void recoveryCodesMade(Transaction tx, Account account) {
    add(tx, MailKind.RECOVERY_CODES_MADE, account, Optional.empty(), Map.of());
  }

  /**
   * Adds a notice that a recovery code was used.
   *
   * @param left the number of remaining recovery codes
   */
  public void recoveryCodeUsed(Transaction tx, Account account, long left) {
    add(
        tx,
        MailKind.RECOVERY_CODE_USED,
        account,
        Optional.empty(),
        Map.of("left", Long.toString(left)));
  }

  @Override
  public void committed() {
    mailer.wake();
  }

  private void add(
      Transaction tx,
      MailKind kind,
      Account account,
      Optional<String> acceptLanguage,
      Map<String, String> more) {
    add(tx, kind, account, account.id(), acceptLanguage, more);
  }

  /**
   * Adds a notice.
   *
   * @param account the account whose owner gets the notice
   * @param about the account that the notice concerns
   */
  private void add(
      Transaction tx,
      MailKind kind,
      Account account,
      long about,
      Optional<String> acceptLanguage,
      Map<String, String> more) {
    if (!mailer.isConfigured()) {
      return;
    }
    Map<String, String> values = new HashMap<>(more);
    values.put("username", account.username());
    values.put("time", TimeText.of(tx.now()));
    address(tx, account)
        .ifPresent(
            address ->
                mailer.addNotice(
                    tx,
                    new Mailer.Request(
                        kind,
                        address,
                        Language.of(Optional.empty(), acceptLanguage),
                        Optional.of(account.id()),
                        values,
                        tx.now().plus(DELIVERED_WITHIN)),
                    about,
                    PER_DAY));
  }

  private static Optional<EmailAddress> address(Transaction tx, Account account) {
    return new EmailRows(tx).find(account.id()).flatMap(EmailRows.Address::confirmed);
  }
}
