package dev.restauth.account;

import dev.restauth.control.Facts;
import dev.restauth.control.Operations;
import dev.restauth.control.Reply;
import dev.restauth.control.Request;
import dev.restauth.job.Progress;
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
 * {@code restauth dev fill}: many accounts for trying out and measuring, all with one password and the
 * same hash. Their names come in no order, as people's do, so that indexes look as they will.
 */
public final class TestAccounts implements Operations.Source {
  static final String PASSWORD = "password";

  private static final long AT_MOST = 100_000_000;

  /** So large that inserting its names in order pays: the index is then rewritten less often. */
  private static final int A_TRANSACTION = 250_000;

  private static final long ODD = 2_654_435_761L; // so that no two numbers below 2^32 meet
  private static final long MASK = 0xffff_ffffL;

  private final Store store;
  private final PasswordHasher hasher;
  private final InstantSource clock;

  /** Fills this store. */
  public TestAccounts(Store store, PasswordHasher hasher, InstantSource clock) {
    this.store = store;
    this.hasher = hasher;
    this.clock = clock;
  }

  @Override
  public void declare(Operations operations) {
    operations.add("dev.fill", this::fill);
  }

  /**
   * The name of a test account.
   *
   * @param number from 0 to 2^32 - 1
   */
  public static String username(long number) {
    return "test-" + HexFormat.of().toHexDigits(number * ODD & MASK, 8);
  }

  private Reply fill(Request request, Progress progress) {
    String wanted = request.argument("count");
    long count = wanted.matches("\\d{1,10}") ? Long.parseLong(wanted) : 0;
    if (count < 1 || count > AT_MOST) {
      return new Reply.Failed("The number of test accounts is from 1 to 100,000,000.");
    }
    return switch (hasher.hash(PASSWORD, HashRequest.OPERATOR)) {
      case HashOutcome.Busy busy ->
          new Reply.Failed("Too many passwords wait to be hashed. Try again in a few seconds.");
      case HashOutcome.Hashed(PasswordHash hash) -> fill(count, hash, progress);
    };
  }

  private Reply fill(long count, PasswordHash hash, Progress progress) {
    long made = 0;
    for (long number = 0; made < count; ) {
      progress.advanced("making accounts", made, count);
      long first = number;
      long wanted = Math.min(A_TRANSACTION, count - made);
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
    List<String> names =
        LongStream.range(first, first + count).mapToObj(TestAccounts::username).sorted().toList();
    return store.<Long>inTransaction(
        tx ->
            names.stream()
                .filter(
                    name ->
                        new AccountRows(tx).create(name, hash.text(), clock.instant()).isPresent())
                .count());
  }
}
