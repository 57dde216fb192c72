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
 * One-time codes: eight digits to type and 128 random bits for a link, each good together with the id of the request
 * that it was made for, which its asker alone has. Keyed digests of both are kept (OWASP ASVS 5.0, 6.5.2). A request ends
 * after five tries, which are counted before the code is looked at, and when its code is used. Thread-safe.
 */
public final class OneTimeCodes {
  /** How often a code may be presented. */
  public static final int TRIES = 5;

  private static final int DIGITS = 8;

  private final Store store;
  private final KeyedDigest digest;
  private final RandomIds ids = new RandomIds();

  /**
   * Codes in {@code store}.
   *
   * @param digest its key is not in the database in clear: eight digits are found at once from a plain digest
   */
  public OneTimeCodes(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /**
   * What a code is about.
   *
   * @param accountId empty for a decoy, which no code opens
   * @param generation the account's; a code of an older one is not good
   * @param address the e-mail address that it is about
   */
  public record Subject(Optional<Long> accountId, long generation, String address) {
    /** Without the address. */
    @Override
    public String toString() {
      return "Subject[accountId=" + accountId + "]";
    }
  }

  /**
   * How long a code is good.
   *
   * @param digits the eight digits
   * @param link the code of a link, not shorter
   */
  public record Validity(Duration digits, Duration link) {}

  /**
   * A code that was made.
   *
   * @param request the id that its asker gets
   * @param digits for the mail alone
   * @param link for the mail alone
   */
  public record Issued(String request, String digits, String link) {
    /** The digits in two groups, as people read them. */
    public String spaced() {
      return digits.substring(0, DIGITS / 2) + " " + digits.substring(DIGITS / 2);
    }

    /** Without the codes. */
    @Override
    public String toString() {
      return "Issued[]";
    }
  }

  /** Makes a code. */
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
   * Tries a code. The try is counted, durably, before this returns.
   *
   * @param presented digits, with or without spaces, or the code of a link
   * @return what the code is about, if it is right
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
    boolean sameLink = ConstantTime.equals(row.linkDigest(), digest); // compared in any case
    return (sameDigits && row.codeUntil().isAfter(now))
        || (sameLink && row.linkUntil().isAfter(now));
  }

  /** Takes back the count of a right code that was not used. */
  public void keep(String request) {
    store.inTransaction(
        tx -> {
          new OneTimeCodeRows(tx).uncountTry(request);
          return true;
        });
  }

  /**
   * Uses a code up.
   *
   * @return whether this call did; false if another was quicker
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

  /** An account's newest code for a purpose, until its link ends, even if its tries are used up. */
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
   * A request that waits for its code.
   *
   * @param generation the account's when the code was made
   * @param open whether there are tries left
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
   * Determines whether a code that was made is good. A code that was not mailed is not: otherwise each request would give
   * an attacker more guesses. Runs the same statement in any case, so that nobody sees the difference.
   *
   * @param mailed whether the owner of the address gets the code
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
   * Removes codes that have ended.
   *
   * @param atMost how many
   * @return whether there may be more
   */
  public boolean purge(long atMost) {
    return store.<Integer>inTransaction(tx -> new OneTimeCodeRows(tx).purge(tx.now(), atMost))
        == atMost;
  }
}
