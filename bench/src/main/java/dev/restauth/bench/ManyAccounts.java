package dev.restauth.bench;

import dev.restauth.account.AccountRows;
import dev.restauth.account.TestAccounts;
import dev.restauth.store.Store;
import dev.restauth.store.sql.SqliteDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Compares how long the store takes for one account in a database with few accounts, and in a
 * database with many. Measures the two databases in turn. The command {@code restauth dev fill}
 * made them.
 */
public final class ManyAccounts {
  private static final int LOOKUPS_A_ROUND = 20_000;
  private static final int WRITES_A_ROUND = 2_000;
  private static final int WARM_UP_ROUNDS = 5;

  private record Filled(Store store, long accounts) {}

  /** A kind of call for one account, and the number of calls in a round. */
  private record Calls(String what, int aRound, Call call) {}

  private interface Call {
    void on(Filled filled, SplittableRandom random);
  }

  private ManyAccounts() {}

  /**
   * Prints a row of a Markdown table for each kind of call.
   *
   * @param arguments the number of rounds, then the file and the number of accounts of the small
   *     database, then the file and the number of accounts of the large database
   */
  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    try (Store few = new SqliteDatabase(Path.of(arguments[1]), InstantSource.system()).open();
        Store many = new SqliteDatabase(Path.of(arguments[3]), InstantSource.system()).open()) {
      Filled small = new Filled(few, Long.parseLong(arguments[2]));
      Filled large = new Filled(many, Long.parseLong(arguments[4]));
      for (Calls calls :
          List.of(
              new Calls("look-up by name", LOOKUPS_A_ROUND, ManyAccounts::byName),
              new Calls("look-up by id", LOOKUPS_A_ROUND, ManyAccounts::byId),
              new Calls("a new account, on disk", WRITES_A_ROUND, ManyAccounts::create))) {
        compare(calls, small, large, rounds);
      }
    }
  }

  private static void compare(Calls calls, Filled few, Filled many, int rounds) {
    SplittableRandom random = new SplittableRandom();
    List<Double> ofFew = new ArrayList<>();
    List<Double> ofMany = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      double small = medianMicros(calls, few, random);
      double large = medianMicros(calls, many, random);
      if (round >= 0) {
        ofFew.add(small);
        ofMany.add(large);
        ratios.add(large / small);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "| store: %s | %.1f | %.1f | **%.2f** |%n",
        calls.what(),
        Figures.median(ofFew),
        Figures.median(ofMany),
        Figures.median(ratios));
  }

  private static double medianMicros(Calls calls, Filled filled, SplittableRandom random) {
    long[] nanos = new long[calls.aRound()];
    for (int i = 0; i < nanos.length; i++) {
      long before = System.nanoTime();
      calls.call().on(filled, random);
      nanos[i] = System.nanoTime() - before;
    }
    return Figures.percentileMicros(nanos, 0.5);
  }

  private static void byName(Filled filled, SplittableRandom random) {
    String name = TestAccounts.username(random.nextLong(filled.accounts()));
    filled.store().reading(tx -> new AccountRows(tx).findByUsername(name).orElseThrow());
  }

  private static void byId(Filled filled, SplittableRandom random) {
    long id = 1 + random.nextLong(filled.accounts());
    filled.store().reading(tx -> new AccountRows(tx).findById(id).orElseThrow());
  }

  /** Creates an account with a random name, so that the names are spread over the index. */
  private static void create(Filled filled, SplittableRandom random) {
    String name = String.format(Locale.ROOT, "test-%016x", random.nextLong());
    filled
        .store()
        .inTransaction(tx -> new AccountRows(tx).create(name, "hash", Instant.now()).orElseThrow());
  }
}
