package dev.restauth.account;

import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.store.Store;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * Creates many accounts for tests and measurements ({@code restauth dev fill}). All have the same
 * password and the same hash. Their names are in no order, like real names, so that indexes grow as
 * they do in production.
 */
public final class TestAccounts implements Operations.Source {
  static final String PASSWORD = "password";

  private static final long MAX_ACCOUNTS = 100_000_000;

  /**
   * The number of accounts per transaction. The names of one transaction are sorted before the
   * insertion. With so many names, this saves time, since the database rewrites the index less
   * often.
   */
  private static final int TRANSACTION_SIZE = 250_000;

  private static final long MULTIPLIER =
      2_654_435_761L; // odd, so that no two numbers below 2^32 collide
  private static final long MASK = 0xffff_ffffL;

  private final Store store;
  private final RetiredNames names;
  private final PasswordHasher hasher;
  private final InstantSource clock;

  /** Creates accounts in {@code store}. */
  public TestAccounts(Store store, RetiredNames names, PasswordHasher hasher, InstantSource clock) {
    this.store = store;
    this.names = names;
    this.hasher = hasher;
    this.clock = clock;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("dev.fill", this::fill);
  }

  /**
   * Returns the name of a test account.
   *
   * @param number the number of the account, from 0 to 2^32 - 1
   */
  public static String username(long number) {
    return "test-" + HexFormat.of().toHexDigits(number * MULTIPLIER & MASK, 8);
  }

  private Reply fill(Request request, Progress progress) {
    String wanted = request.argument("count");
    long count = wanted.matches("\\d{1,10}") ? Long.parseLong(wanted) : 0;
    if (count < 1 || count > MAX_ACCOUNTS) {
      return new Reply.Failed("The number of test accounts must be from 1 to 100,000,000.");
    }
    return switch (hasher.hash(PASSWORD, HashRequest.OPERATOR)) {
      case HashOutcome.Busy busy ->
          new Reply.Failed(
              "Too many passwords are waiting to be hashed. Try again in a few seconds.");
      case HashOutcome.Hashed(PasswordHash hash) -> fill(count, hash, progress);
    };
  }

  private Reply fill(long count, PasswordHash hash, Progress progress) {
    long made = 0;
    for (long number = 0; made < count; ) {
      progress.advanced("making accounts", made, count);
      long first = number;
      long wanted = Math.min(TRANSACTION_SIZE, count - made);
      made += make(first, wanted, hash);
      number += wanted;
    }
    progress.advanced("making accounts", made, count);
    return Reply.done(
        Facts.NONE.with("made", made),
        String.format(
            Locale.ROOT, "%,d test accounts, each with the password \"%s\"", made, PASSWORD));
  }

  private long make(long first, long count, PasswordHash hash) {
    names.prepareIfUsed(store);
    List<String> batch =
        LongStream.range(first, first + count).mapToObj(TestAccounts::username).sorted().toList();
    return store.<Long>inTransaction(
        tx ->
            batch.stream()
                .filter(name -> names.create(tx, name, hash.text(), clock.instant()).isPresent())
                .count());
  }
}
