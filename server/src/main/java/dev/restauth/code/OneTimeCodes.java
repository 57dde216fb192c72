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

/**
 * One-time codes: eight digits to type, and 128 random bits for a link. A code is valid only together with the id of
 * its request, which only the requesting client has, except for invitations. The database has keyed digests of both
 * (OWASP ASVS 5.0, 6.5.2). A request ends when its code is used, or after five attempts. An attempt is counted before
 * the code is compared. Thread-safe.
 */
public final class OneTimeCodes {
  /** The maximum number of attempts for a code. */
  public static final int TRIES = 5;

  private static final int DIGITS = 8;

  /** The bytes of a request's id. */
  private static final int ID_BYTES = 16;

  private final Store store;
  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /**
   * Creates the codes in {@code store}.
   *
   * @param digest a digest with a key that is not in the database in the clear: without a key, anyone could compute the
   *     eight digits
   */
  public OneTimeCodes(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /**
   * The account and the address to which a code belongs.
   *
   * @param accountId the account; empty for a decoy, for which no code is valid, and for an address without an account
   * @param generation the generation of the account; a code of an older generation is not valid
   * @param address the e-mail address; empty for a decoy
   */
  public record Subject(Optional<Long> accountId, long generation, String address) {
    /** Creates the subject of a code that concerns only an address. */
    public static Subject of(String address) {
      return new Subject(Optional.empty(), 0, address);
    }

    /** Creates the subject of a decoy, which gives access to nothing. */
    public static Subject decoy() {
      return of("");
    }

    /** Leaves out the address. */
    @Override
    public String toString() {
      return "Subject[accountId=" + accountId + "]";
    }
  }

  /**
   * The durations for which a code is valid.
   *
   * @param digits the duration for the eight digits
   * @param link the duration for the code of a link, not shorter
   */
  public record Validity(Duration digits, Duration link) {}

  /**
   * An issued code.
   *
   * @param request the id for the requesting client
   * @param digits the eight digits, only for the mail
   * @param link the code of the link, only for the mail
   */
  public record Issued(String request, String digits, String link) {
    /** Returns the digits in two groups, which are easier to read. */
    public String spaced() {
      return digits.substring(0, DIGITS / 2) + " " + digits.substring(DIGITS / 2);
    }

    /** Leaves out the codes. */
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
   * Creates the only code of a purpose for a key, which replaces an earlier one. The id of its request is a keyed
   * digest of the key, so one statement does both, and the id does not reveal the key.
   *
   * @param key the key, such as an e-mail address
   */
  public Issued issueOnly(
      Transaction tx, Purpose purpose, String key, Subject subject, Validity validity) {
    Issued issued = draftOnly(purpose, key);
    putOnly(tx, purpose, issued, subject, validity);
    return issued;
  }

  /**
   * Assigns the only code of a purpose for a key, if there is one, to an account, so that it is erased with the
   * account.
   *
   * @param key the key, such as the e-mail address
   */
  public void assignOnly(Transaction tx, Purpose purpose, String key, long accountId) {
    assign(tx, purpose, onlyRequest(purpose, key), accountId);
  }

  /** Assigns a code, if it exists, to an account, so that it is erased with the account. */
  public void assign(Transaction tx, Purpose purpose, String request, long accountId) {
    new OneTimeCodeRows(tx).assign(request, purpose, accountId);
  }

  /**
   * Creates the only code of a purpose for a key, but does not store it yet: an earlier one stays valid until {@link
   * #putOnly} stores the new one. So a code that cannot be mailed does not end an earlier one that was mailed.
   *
   * @param key the key, such as the e-mail address
   */
  public Issued draftOnly(Purpose purpose, String key) {
    return new Issued(onlyRequest(purpose, key), ids.digits(DIGITS), ids.next());
  }

  /**
   * Makes a code valid, instead of an earlier one.
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
   * Checks a code. It counts the attempt, durably, before it returns.
   *
   * @param presented the digits, with or without spaces, or the code of a link
   * @return the account and address of the code, if it is correct
   */
  public Optional<Subject> attempt(String request, Purpose purpose, String presented) {
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
    boolean sameLink = ConstantTime.equals(row.linkDigest(), digest); // always, for equal time
    return (sameDigits && row.codeUntil().isAfter(now))
        || (sameLink && row.linkUntil().isAfter(now));
  }

  /**
   * Checks a code that is used up in a later step. A wrong one counts as an attempt, as in {@link #attempt}; a right one does
   * not.
   *
   * @return the account and address of the code, if it is correct
   */
  public Optional<Subject> check(String request, Purpose purpose, String presented) {
    Optional<Subject> subject = attempt(request, purpose, presented);
    subject.ifPresent(_ -> keep(request));
    return subject;
  }

  /** Takes back the count of an attempt with a correct code that was not used up. */
  public void keep(String request) {
    store.inTransaction(
        tx -> {
          new OneTimeCodeRows(tx).uncountTry(request);
          return true;
        });
  }

  /**
   * Uses up a code.
   *
   * @return whether this call used it up; false if another call was faster
   */
  public boolean consume(Transaction tx, String request) {
    return new OneTimeCodeRows(tx).remove(request);
  }

  /** Removes a code of one purpose; returns whether it existed and its link had not expired. */
  public boolean remove(Transaction tx, Purpose purpose, String request) {
    return new OneTimeCodeRows(tx).removeLive(request, purpose);
  }

  /**
   * Returns the codes of a purpose that concern only an address, until their links expire, in the order of their
   * expiry.
   *
   * @param atMost the maximum number
   */
  public List<Live> live(Transaction tx, Purpose purpose, long atMost) {
    return new OneTimeCodeRows(tx)
        .live(purpose, TRIES, atMost).stream().map(OneTimeCodes::live).toList();
  }

  /**
   * Returns the only code of a purpose for a key, if it exists, has attempts left, and its link has not expired.
   *
   * @param key the key, such as the e-mail address
   */
  public Optional<Live> live(Transaction tx, Purpose purpose, String key) {
    return new OneTimeCodeRows(tx)
        .findLive(onlyRequest(purpose, key), purpose, TRIES)
        .map(OneTimeCodes::live);
  }

  /**
   * Returns invitations that nobody has accepted, in the order of their expiry.
   *
   * @param after the last one of the previous page
   * @param atMost the maximum number
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
   * A code that concerns only an address.
   *
   * @param until the time at which its link expires
   */
  public record Live(String request, String address, Instant until) {
    /** Leaves out request and address. */
    @Override
    public String toString() {
      return "Live[until=" + until + "]";
    }
  }

  /** Ends the codes of an account for some purposes. */
  public void endAll(Transaction tx, long accountId, Purpose... purposes) {
    for (Purpose purpose : purposes) {
      new OneTimeCodeRows(tx).removeOf(accountId, purpose);
    }
  }

  /** Erases all codes of an account. */
  public void erase(Transaction tx, long accountId) {
    new OneTimeCodeRows(tx).removeOf(accountId);
  }

  /** Returns an account's newest code for a purpose, until its link expires, even if no attempts are left. */
  public Optional<Pending> pending(Transaction tx, long accountId, Purpose purpose) {
    return new OneTimeCodeRows(tx).newestOf(accountId, purpose).map(OneTimeCodes::pending);
  }

  /** Returns an account's oldest code for a purpose, until its link expires, even if no attempts are left. */
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
   * @param open whether tries are left
   * @param since when the code was issued
   * @param until when its link ends
   */
  public record Pending(
      String request, String address, long generation, boolean open, Instant since, Instant until) {
    /** Leaves out request and address. */
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
   * Makes an issued code valid if it was mailed, and invalid otherwise: a valid code for each request would give an
   * attacker more guesses. It always runs the same statement, so that nobody can measure the difference.
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
   * @param atMost the maximum number
   * @return whether there may be more of them
   */
  public boolean purge(long atMost) {
    return store.<Integer>inTransaction(tx -> new OneTimeCodeRows(tx).purge(tx.now(), atMost))
        == atMost;
  }
}
