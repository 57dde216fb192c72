package dev.restauth.password;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Measures the time of Argon2id on this machine, and recommends parameters for a target time. The
 * measurements run on the caller's thread, which must be a platform thread, and on further threads.
 * Not thread-safe.
 */
public final class PasswordTuning {
  private static final int RUNS = 7;
  private static final int WARM_UP_RUNS = 3;
  private static final long WARM_UP_NANOS = 500_000_000;
  private static final long RATE_NANOS = 1_000_000_000;
  private static final byte[] SALT = new byte[16];
  private static final int TAG_BYTES = 32;

  private final Argon2 argon2;
  private final LongSupplier nanoTime;
  private final int threads;
  private final Consumer<String> step;

  /**
   * The measured cost of parameters.
   *
   * @param oneHash the median duration of one hash while no other hash is computed
   * @param hashesPerSecond the rate of all threads together
   */
  public record Cost(Argon2Parameters parameters, Duration oneHash, double hashesPerSecond) {}

  /**
   * The result of a measurement.
   *
   * @param engine the name of the Argon2 implementation
   * @param meetsTarget whether the recommendation meets the target; otherwise it is the minimum
   *     that OWASP accepts
   */
  public record Finding(String engine, Cost present, Cost recommended, boolean meetsTarget) {}

  /**
   * Loads the fastest available Argon2.
   *
   * @param threads the number of threads that hash at the same time, at least 1
   * @param step receives a short description of the current step
   */
  public PasswordTuning(int threads, Consumer<String> step) {
    this(Argon2.load(), System::nanoTime, threads, step);
  }

  PasswordTuning(Argon2 argon2, LongSupplier nanoTime, int threads, Consumer<String> step) {
    this.argon2 = argon2;
    this.nanoTime = nanoTime;
    this.threads = threads;
    this.step = step;
  }

  /**
   * Measures this machine, and recommends parameters. Takes about a hundred times the target, plus
   * some seconds.
   *
   * @param present the configured parameters, measured for comparison
   * @param target the maximum time of one hash
   * @param memoryKib the maximum memory of one hash, at least 7,168
   * @throws HashingFailed if memory is short
   */
  public Finding find(Argon2Parameters present, Duration target, int memoryKib) {
    step.accept("warming up");
    warmUp(present);
    Cost now = cost(present, medianNanos(present));
    Map<Argon2Parameters, Long> measured = new HashMap<>();
    ParameterSearch.Found found =
        new ParameterSearch(
                parameters -> measured.merge(parameters, medianNanos(parameters), Math::min),
                target.toNanos(),
                memoryKib)
            .find();
    Argon2Parameters best = found.parameters();
    Cost recommended = cost(best, measured.getOrDefault(best, 0L));
    return new Finding(
        argon2.description(), best.equals(present) ? recommended : now, recommended, found.fits());
  }

  /**
   * Computes hashes without measuring them. The first hashes are slower, because the library is
   * loaded, memory is allocated and code is compiled.
   */
  private void warmUp(Argon2Parameters parameters) {
    long end = nanoTime.getAsLong() + WARM_UP_NANOS;
    for (int run = 0; run < WARM_UP_RUNS || nanoTime.getAsLong() < end; run++) {
      compute(parameters);
    }
  }

  private Cost cost(Argon2Parameters parameters, long oneHash) {
    step.accept(threads == 1 ? "hashing on 1 thread" : "hashing on %d threads".formatted(threads));
    return new Cost(parameters, Duration.ofNanos(oneHash), rate(parameters));
  }

  private long medianNanos(Argon2Parameters parameters) {
    step.accept(
        "%d MiB, %d passes"
            .formatted(Math.ceilDiv(parameters.memoryKib(), 1_024), parameters.iterations()));
    long[] nanos = new long[RUNS];
    for (int run = 0; run < RUNS; run++) {
      long before = nanoTime.getAsLong();
      compute(parameters);
      nanos[run] = nanoTime.getAsLong() - before;
    }
    Arrays.sort(nanos);
    return nanos[RUNS / 2];
  }

  /**
   * Adds up the rates of all threads. Each rate is measured over the thread's own running time,
   * since the threads do not finish at the same time.
   */
  private double rate(Argon2Parameters parameters) {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory())) {
      List<Future<Double>> rates = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        rates.add(pool.submit(() -> rateOfOneThread(parameters)));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } catch (ExecutionException e) {
      throw new HashingFailed(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HashingFailed("The measurement was interrupted.", e);
    }
  }

  private double rateOfOneThread(Argon2Parameters parameters) {
    long start = nanoTime.getAsLong();
    long taken = 0;
    int hashes = 0;
    while (taken < RATE_NANOS) {
      compute(parameters);
      hashes++;
      taken = nanoTime.getAsLong() - start;
    }
    return hashes * 1e9 / taken;
  }

  private void compute(Argon2Parameters parameters) {
    var _ = argon2.hash(new byte[] {1}, SALT, parameters, TAG_BYTES);
  }
}
