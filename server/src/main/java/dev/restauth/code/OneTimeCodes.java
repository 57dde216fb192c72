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
import java.util.Optional;

/**
 * One-time codes: eight digits to type, and 128 random bits for a link. A code is valid only together with the id of its
 * request, which only the requesting client has. The database has keyed digests of both (OWASP ASVS 5.0, 6.5.2). A
 * request ends when its code is used, or after five tries. A try is counted before the code is compared. Thread-safe.
 */
public final class OneTimeCodes {
  /** The maximum number of tries for a code. */
  public static final int TRIES = 5;

  private static final int DIGITS = 8;

  private final Store store;
  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /**
   * Creates the codes in {@code store}.
   *
   * @param digest a digest with a key that is not in the database in clear: without a key, anyone could compute the eight
   *     digits
   */
  public OneTimeCodes(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /**
   * The account and the address to which a code belongs.
   *
   * @param accountId empty for a decoy, for which no code is valid
   * @param generation the generation of the account; a code of an older generation is not valid
   * @param address the e-mail address
   */
  public record Subject(Optional<Long> accountId, long generation, String address) {
    /** Without the address. */
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
   * @param digits for the mail alone
   * @param link for the mail alone
   */
  public record Issued(String request, String digits, String link) {
    /** Returns the digits in two groups, which are easier to read. */
    public String spaced() {
      return digits.substring(0, DIGITS / 2) + " " + digits.substring(DIGITS / 2);
    }

    /** Without the codes. */
    @Override
    public String toString() {
      return "Issued[]";
    }
  }

  /** Issues a code. */
  public Issued issue(Transaction tx, Purpose purpose, Subject subject, Validity validity) {
    Issued issued = new Issued(ids.next(), ids.digits(DIGITS), ids.next());
    Instant now = tx.now();
    new OneTimeCodeRows(tx)
        .add(
            purpose,
            new CodeRow(
                issued.request(),
                subject.accountId(),
                subject.generation(),
                Optional.of(subject.address()).filter(_ -> subject.accountId().isPresent()),
                digest(issued.request(), issued.digits()),
                digest(issued.request(), issued.link()),
                0,
                now,
                now.plus(validity.digits()),
                now.plus(validity.link())));
    return issued;
  }

  /**
   * Checks a code. It counts the try, durably, before it returns.
   *
   * @param presented digits, with or without spaces, or the code of a link
   * @return the account and address of the code, if it is right
   */
  public Optional<Subject> attempt(String request, Purpose purpose, String presented) {
    Optional<CodeRow> counted =
        store.inTransaction(tx -> new OneTimeCodeRows(tx).countTry(request, purpose, TRIES));
    Instant now = store.reading(Transaction::now);
    byte[] digest = digest(request, presented.replace(" ", ""));
    return counted
        .filter(row -> isRight(row, digest, now))
        .filter(row -> row.accountId().isPresent())
        .map(row -> new Subject(row.accountId(), row.generation(), row.address().orElse("")));
  }

  private static boolean isRight(CodeRow row, byte[] digest, Instant now) {
    boolean sameDigits = ConstantTime.equals(row.codeDigest(), digest);
    boolean sameLink = ConstantTime.equals(row.linkDigest(), digest); // always, for equal time
    return (sameDigits && row.codeUntil().isAfter(now))
        || (sameLink && row.linkUntil().isAfter(now));
  }

  /** Uncounts the try of a right code that was not used. */
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

  /** Returns an account's newest code for a purpose, until its link expires, even if no tries are left. */
  public Optional<Pending> pending(Transaction tx, long accountId, Purpose purpose) {
    return new OneTimeCodeRows(tx)
        .newestOf(accountId, purpose)
        .map(
            row ->
                new Pending(
                    row.request(),
                    row.address().orElse(""),
                    row.generation(),
                    row.tries() < TRIES));
  }

  /**
   * A request whose code was not used yet.
   *
   * @param generation the generation of the account when the code was issued
   * @param open whether tries are left
   */
  public record Pending(String request, String address, long generation, boolean open) {
    /** Without request and address. */
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
   * Determines whether an issued code is valid. A code that was not mailed is not valid: otherwise each request would
   * give an attacker more guesses. It always runs the same statement, so that nobody can measure the difference.
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
