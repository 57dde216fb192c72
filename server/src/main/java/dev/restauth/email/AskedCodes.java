package dev.restauth.email;

import dev.restauth.account.Account;
import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.OneTimeCodes.Issued;
import dev.restauth.code.OneTimeCodes.Subject;
import dev.restauth.code.OneTimeCodes.Validity;
import dev.restauth.code.Purpose;
import dev.restauth.http.Answer;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.MailKind;
import dev.restauth.mail.MailRequester;
import dev.restauth.mail.Mailer;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Mailed codes that a client can request before its user is logged in. Neither the answer nor its
 * time may show whether an account exists, or whether a mail is sent. The server therefore does the
 * same work in three cases: the account's owner gets a mail, the owner gets no mail, or there is no
 * account. The steps are:
 *
 * <ol>
 *  <li>Requests run one at a time on each server, and their time is rounded up ({@link
 *      Mailer#inTurn}). Requests from a network that has reached its limit are refused before they
 *      wait for their turn, because they could keep other requests waiting.
 *  <li>The limit of the client's network is checked. It counts decoys like mails. Until the
 *      transaction ends, no other transaction can add a mail or erase an account.
 *  <li>A code is issued. The code of a decoy belongs to no account and no address. No digits match
 *      it, but attempts are counted.
 *  <li>A mail is added; or a decoy, if there is no recipient or the address has received too many
 *      mails.
 *  <li>One statement makes the code valid if it was mailed, and invalid otherwise.
 * </ol>
 *
 * <p>Thread-safe.
 */
public record AskedCodes(Store store, OneTimeCodes codes, Mailer mailer) {
  /** An id that no account has. Looking up this id takes as long as looking up a real id. */
  public static final long NOBODY = 0;

  /** The outcome of requesting a code. */
  public sealed interface Ask {
    /**
     * A code was mailed, unless there is no recipient or the address has received too many mails.
     */
    record Started(String request) implements Ask {}

    /** The client's network has requested too many mails. */
    record Throttled(Duration retryAfter) implements Ask {}

    /** Returns the answer to the client. */
    default Answer answer(Duration expiresIn) {
      return switch (this) {
        case Started(String request) ->
            Answer.json(
                202,
                json -> {
                  json.text("request", request);
                  json.number("expires_in", expiresIn.toSeconds());
                });
        case Throttled(Duration retryAfter) -> throttled(retryAfter);
      };
    }
  }

  /** Returns the answer to a client whose network has requested too many mails. */
  public static Answer throttled(Duration retryAfter) {
    return Answer.throttled("Too many mails were requested from this network.", retryAfter);
  }

  /**
   * The person to whom a code is sent.
   *
   * @param account the account to which the code gives access; empty for a decoy, or if the code
   *     concerns only an address
   * @param address the recipient's address; for a decoy, the address whose limit counts the request
   * @param real true if the code is mailed, false for a decoy
   */
  public record Recipient(Optional<Account> account, EmailAddress address, boolean real) {
    /**
     * Returns the owner of an account, if the account is active and has a confirmed address.
     * Otherwise returns a decoy, after the same amount of work.
     *
     * @param otherwise the address whose limit counts a decoy
     */
    public static Recipient of(Transaction tx, Optional<Account> account, EmailAddress otherwise) {
      Optional<EmailAddress> confirmed =
          new EmailRows(tx)
              .find(account.map(Account::id).orElse(NOBODY))
              .flatMap(EmailRows.Address::confirmed);
      Optional<Account> owner = account.filter(Account::active).filter(_ -> confirmed.isPresent());
      return new Recipient(owner, confirmed.orElse(otherwise), owner.isPresent());
    }

    private Subject subject() {
      return account
          .map(owner -> new Subject(Optional.of(owner.id()), owner.generation(), address.text()))
          .orElseGet(() -> real ? Subject.of(address.text()) : Subject.decoy());
    }

    /** Returns the user name to use in the mail; empty for a decoy. */
    public String username() {
      return account.map(Account::username).orElse("");
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Recipient[real=" + real + "]";
    }
  }

  /**
   * A mail that will contain a code.
   *
   * @param values the values for the template
   */
  public record Letter(
      Purpose purpose,
      MailKind kind,
      Validity validity,
      Recipient to,
      Language language,
      Function<Issued, Map<String, String>> values) {

    private Mailer.Request request(Transaction tx, Issued issued) {
      return new Mailer.Request(
          kind,
          to.address(),
          language,
          to.account().map(Account::id),
          values.apply(issued),
          tx.now().plus(validity.link()));
    }
  }

  /**
   * Requests a code. Both functions run in the transaction; {@code requester} also runs before it.
   * They must do the same amount of work whether or not there is an account.
   *
   * @param requester returns the client, as the rate limits see it
   * @param letter returns the mail. The function runs while the mails are locked, so that the
   *     account's data cannot change after it was read
   */
  public Ask ask(
      Function<Transaction, MailRequester> requester, Function<Transaction, Letter> letter) {
    Optional<Duration> refused = store.reading(tx -> mailer.refusal(tx, requester.apply(tx)));
    if (refused.isPresent()) {
      return new Ask.Throttled(refused.get());
    }
    Ask ask =
        mailer.inTurn(
            () ->
                store.inTransaction(
                    tx -> {
                      MailRequester by = requester.apply(tx);
                      return mailer
                          .throttle(tx, by)
                          .<Ask>map(Ask.Throttled::new)
                          .orElseGet(() -> new Ask.Started(start(tx, letter.apply(tx), by)));
                    }));
    mailer.wake();
    return ask;
  }

  private String start(Transaction tx, Letter letter, MailRequester requester) {
    Issued issued = issue(tx, letter);
    boolean _ = added(tx, letter, issued, requester);
    return issued.request();
  }

  private boolean added(Transaction tx, Letter letter, Issued issued, MailRequester requester) {
    Mailer.Request mail = letter.request(tx, issued);
    boolean mailed = false;
    if (letter.to().real()) {
      mailed = mailer.addAsked(tx, mail, requester);
    } else {
      mailer.addDecoy(tx, mail, requester);
    }
    codes.settle(tx, issued, mailed);
    return mailed;
  }

  private Issued issue(Transaction tx, Letter letter) {
    return codes.issue(tx, letter.purpose(), letter.to().subject(), letter.validity());
  }

  /**
   * Mails a code that no client has requested. No limit applies. Returns the id of the code's
   * request.
   */
  public String mail(Transaction tx, Letter letter) {
    Issued issued = issue(tx, letter);
    mailer.addNotice(tx, letter.request(tx, issued));
    return issued.request();
  }

  /**
   * Mails a code for a caller who is allowed to know whether it is mailed.
   *
   * @return the id of the code's request; empty if the address has received too many mails
   */
  public Optional<String> mail(Transaction tx, Letter letter, MailRequester requester) {
    Issued issued = issue(tx, letter);
    return added(tx, letter, issued, requester) ? Optional.of(issued.request()) : Optional.empty();
  }
}
