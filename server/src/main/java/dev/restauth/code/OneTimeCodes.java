package dev.restauth.code;

import dev.restauth.code.OneTimeCodeRows.CodeRow;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.RandomIds;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One-time codes: eight digits to type, and 128 random bits for a link. A code is valid only
 * together with the id of its request. The client that requests a code gets this id. If no client
 * requests the code, as for an invitation, the code contains the id. The database contains keyed
 * digests of both forms of the code (OWASP ASVS 5.0, 6.5.2). A request is removed when its code is
 * used, and becomes invalid after five attempts. An attempt is counted before the code is compared.
 * Thread-safe.
 */
public final class OneTimeCodes {
  /** The maximum number of attempts for a code. */
  public static final int TRIES = 5;

  private static final int DIGITS = 8;

  /** The length of a request id, in bytes. */
  private static final int ID_BYTES = 16;

  private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9_-]{22}");

  private final Store store;
  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /**
   * Creates the codes in {@code store}.
   *
   * @param digest a digest with a key that is not stored in plain text. Without a key, anybody who
   *     can read the database could compute the eight digits
   */
  public OneTimeCodes(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /**
   * The account and the address to which a code belongs.
   *
   * @param accountId the account; empty if the subject is a decoy, or if the address has no account
   * @param generation the generation of the account when the code was issued. The code is refused
   *     if the account's generation has risen since; 0 if the generation does not matter
   * @param address the e-mail address; empty for a decoy
   */
  public record Subject(Optional<Long> accountId, long generation, String address) {
    /** Creates the subject of a code that concerns only an address. */
    public static Subject of(String address) {
      return new Subject(Optional.empty(), 0, address);
    }

    /** Creates the subject of a decoy, which gives no access. */
    public static Subject decoy() {
      return of("");
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Subject[accountId=" + accountId + "]";
    }
  }

  /**
   * The times for which the two forms of a code are valid.
   *
   * @param digits the time for the eight digits
   * @param link the time for the code in a link, which is at least as long
   */
  public record Validity(Duration digits, Duration link) {}

  /**
   * An issued code.
   *
   * @param request the id of the request, for the requesting client
   * @param digits the eight digits, only for the mail
   * @param link the code in the link, only for the mail
   */
  public record Issued(String request, String digits, String link) {
    /** Returns the digits in two groups, which are easier to read. */
    public String spaced() {
      return digits.substring(0, DIGITS / 2) + " " + digits.substring(DIGITS / 2);
    }

    /** Returns a text without the codes. */
    @Override
    public String toString() {
      return "Issued[]";
    }
  }

  /** Issues a code. */
  public Issued issue(Transaction tx, Purpose purpose, Subject subject, Validity validity) {
    Issued issued = new Issued(ids.next(), ids.digits(DIGITS), ids.next());
    new OneTimeCodeRows(tx).add(purpose, row(issued, tx.now(), purpose, subject, validity));
    return issued;
  }

  /**
   * Issues a code in place of the earlier code for the same purpose and {@code key}, if there is
   * one. The request id is a keyed digest of {@code key}. A single statement can therefore replace
   * the code, and the id does not reveal {@code key}.
   *
   * @param key a text for which at most one code of a purpose exists, such as an e-mail address
   */
  public Issued issueOnly(
      Transaction tx, Purpose purpose, String key, Subject subject, Validity validity) {
    Issued issued = draftOnly(purpose, key);
    putOnly(tx, purpose, issued, subject, validity);
    return issued;
  }

  /**
   * Assigns the code for a purpose and {@code key} to an account, if the code exists. The code is
   * then erased together with the account.
   *
   * @param key the text that was passed to {@link #issueOnly} or {@link #draftOnly}
   */
  public void assignOnly(Transaction tx, Purpose purpose, String key, long accountId) {
    assign(tx, purpose, onlyRequest(purpose, key), accountId);
  }

  /**
   * Assigns a code to an account, if the code exists. The code is then erased together with the
   * account.
   */
  public void assign(Transaction tx, Purpose purpose, String request, long accountId) {
    new OneTimeCodeRows(tx).assign(request, purpose, accountId);
  }

  /**
   * Creates a code like {@link #issueOnly}, but does not store it yet. The earlier code remains
   * valid until {@link #putOnly} stores the new code, so it still works if the new code cannot be
   * mailed.
   *
   * @param key a text for which at most one code of the purpose exists, such as an e-mail address
   */
  public Issued draftOnly(Purpose purpose, String key) {
    return new Issued(onlyRequest(purpose, key), ids.digits(DIGITS), ids.next());
  }

  /**
   * Stores a code in place of the earlier code for the same purpose and key, if there is one.
   *
   * @param drafted the result of {@link #draftOnly}
   */
  public void putOnly(
      Transaction tx, Purpose purpose, Issued drafted, Subject subject, Validity validity) {
    new OneTimeCodeRows(tx).put(purpose, row(drafted, tx.now(), purpose, subject, validity));
  }

  private String onlyRequest(Purpose purpose, String key) {
    byte[] keyed = digest("only " + purpose.text(), key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(keyed, ID_BYTES));
  }

  private CodeRow row(
      Issued issued, Instant now, Purpose purpose, Subject subject, Validity validity) {
    return new CodeRow(
        issued.request(),
        subject.accountId(),
        subject.generation(),
        Optional.of(subject.address()).filter(address -> isReal(purpose, subject, address)),
        digest(issued.request(), issued.digits()),
        digest(issued.request(), issued.link()),
        0,
        now,
        now.plus(validity.digits()),
        now.plus(validity.link()));
  }

  private static boolean isReal(Purpose purpose, Subject subject, String address) {
    return purpose.needsNoAccount() ? !address.isEmpty() : subject.accountId().isPresent();
  }

  /**
   * Checks a code. The attempt is counted durably before the method returns.
   *
   * @param presented the digits, with or without spaces, or the code from a link
   * @return the account and the address to which the code belongs, if it is correct
   */
  public Optional<Subject> attempt(String request, Purpose purpose, String presented) {
    if (!REQUEST.matcher(request).matches()) {
      return Optional.empty();
    }
    Optional<CodeRow> counted =
        store.inTransaction(tx -> new OneTimeCodeRows(tx).countTry(request, purpose, TRIES));
    Instant now = store.reading(Transaction::now);
    byte[] digest = digest(request, presented.replace(" ", ""));
    return counted
        .filter(row -> isRight(row, digest, now))
        .map(row -> new Subject(row.accountId(), row.generation(), row.address().orElse("")))
        .filter(subject -> isReal(purpose, subject, subject.address()));
  }

  private static boolean isRight(CodeRow row, byte[] digest, Instant now) {
    boolean sameDigits = ConstantTime.equals(row.codeDigest(), digest);
    boolean sameLink = ConstantTime.equals(row.linkDigest(), digest); // always, for equal timing
    return (sameDigits && row.codeUntil().isAfter(now))
        || (sameLink && row.linkUntil().isAfter(now));
  }

  /**
   * Checks a code that a later step will use up. A wrong code counts as an attempt, as in {@link
   * #attempt}; a correct code does not.
   *
   * @return the account and the address to which the code belongs, if it is correct
   */
  public Optional<Subject> check(String request, Purpose purpose, String presented) {
    Optional<Subject> subject = attempt(request, purpose, presented);
    subject.ifPresent(_ -> revertAttempt(request));
    return subject;
  }

  /** Reverts the count of an attempt, because the code was correct but was not used up. */
  public void revertAttempt(String request) {
    store.inTransaction(
        tx -> {
          new OneTimeCodeRows(tx).revertAttempt(request);
          return true;
        });
  }

  /** Uses up a code. Returns false if another call did so first. */
  public boolean consume(Transaction tx, String request) {
    return new OneTimeCodeRows(tx).remove(request);
  }

  /**
   * Uses up exactly this code, and no code that has replaced it since it was checked ({@link
   * #putOnly}). Returns whether this call did so.
   */
  public boolean consume(Transaction tx, String request, String presented) {
    return new OneTimeCodeRows(tx).remove(request, digest(request, presented.replace(" ", "")));
  }

  /** Removes a code of one purpose, unless its link has expired. Returns whether it did so. */
  public boolean remove(Transaction tx, Purpose purpose, String request) {
    return new OneTimeCodeRows(tx).removeLive(request, purpose);
  }

  /**
   * Returns the codes of a purpose that have attempts left and whose links have not expired, in the
   * order of their expiry. Excludes decoys.
   *
   * @param atMost the maximum number of codes
   */
  public List<Live> live(Transaction tx, Purpose purpose, long atMost) {
    return new OneTimeCodeRows(tx)
        .live(purpose, TRIES, atMost).stream().map(OneTimeCodes::live).toList();
  }

  /**
   * Returns the code for a purpose and {@code key}, unless it is a decoy. Returns empty if there is
   * no code, if it has no attempts left, or if its link has expired.
   *
   * @param key the text that was passed to {@link #issueOnly} or {@link #draftOnly}
   */
  public Optional<Live> live(Transaction tx, Purpose purpose, String key) {
    return new OneTimeCodeRows(tx)
        .findLive(onlyRequest(purpose, key), purpose, TRIES)
        .map(OneTimeCodes::live);
  }

  /**
   * Returns a page of invitations that can still be accepted, in the order of their expiry.
   *
   * @param after the last invitation of the previous page
   * @param atMost the maximum number of invitations
   */
  public List<Live> invitations(Transaction tx, Optional<Live> after, long atMost) {
    return new OneTimeCodeRows(tx)
            .invitations(
                TRIES,
                after.map(Live::until).orElse(tx.now()),
                after.map(Live::request).orElse(""),
                atMost)
            .stream()
            .map(OneTimeCodes::live)
            .toList();
  }

  private static Live live(CodeRow row) {
    return new Live(row.request(), row.address().orElse(""), row.linkUntil());
  }

  /**
   * A code that can still be used.
   *
   * @param until the time at which the link expires
   */
  public record Live(String request, String address, Instant until) {
    /** Returns a text without the request and the address. */
    @Override
    public String toString() {
      return "Live[until=" + until + "]";
    }
  }

  /** Removes the codes of an account for the given purposes. */
  public void endAll(Transaction tx, long accountId, Purpose... purposes) {
    for (Purpose purpose : purposes) {
      new OneTimeCodeRows(tx).removeOf(accountId, purpose);
    }
  }

  /** Erases all codes of an account. */
  public void erase(Transaction tx, long accountId) {
    new OneTimeCodeRows(tx).removeOf(accountId);
  }

  /**
   * Returns an account's newest code for a purpose, unless its link has expired. The code is
   * returned even if no attempts are left.
   */
  public Optional<Pending> pending(Transaction tx, long accountId, Purpose purpose) {
    return new OneTimeCodeRows(tx).newestOf(accountId, purpose).map(OneTimeCodes::pending);
  }

  /**
   * Returns an account's oldest code for a purpose, unless its link has expired. The code is
   * returned even if no attempts are left.
   */
  public Optional<Pending> oldest(Transaction tx, long accountId, Purpose purpose) {
    return new OneTimeCodeRows(tx).oldestOf(accountId, purpose).map(OneTimeCodes::pending);
  }

  private static Pending pending(CodeRow row) {
    return new Pending(
        row.request(),
        row.address().orElse(""),
        row.generation(),
        row.tries() < TRIES,
        row.createdAt(),
        row.linkUntil());
  }

  /**
   * A request whose code has not been used yet.
   *
   * @param generation the generation of the account when the code was issued
   * @param open whether attempts are left
   * @param since the time at which the code was issued
   * @param until the time at which the link expires
   */
  public record Pending(
      String request, String address, long generation, boolean open, Instant since, Instant until) {
    /** Returns a text without the request and the address. */
    @Override
    public String toString() {
      return "Pending[generation=" + generation + ", open=" + open + "]";
    }
  }

  private byte[] digest(String request, String code) {
    return digest.of(
        request.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Makes an issued code valid if it was mailed, and invalid otherwise. If codes that are never
   * mailed were valid, an attacker could get more guesses by requesting more codes. The same
   * statement runs in both cases, so that both take the same time.
   *
   * @param mailed whether the code was mailed
   */
  public void settle(Transaction tx, Issued issued, boolean mailed) {
    byte[] none = digest(ids.next(), ids.next());
    new OneTimeCodeRows(tx)
        .setDigests(
            issued.request(),
            mailed ? digest(issued.request(), issued.digits()) : none,
            mailed ? digest(issued.request(), issued.link()) : none);
  }

  /**
   * Removes expired codes.
   *
   * @param atMost the maximum number of codes to remove
   * @return whether there may be more expired codes
   */
  public boolean purge(long atMost) {
    return store.<Integer>inTransaction(tx -> new OneTimeCodeRows(tx).purge(tx.now(), atMost))
        == atMost;
  }
}
