package dev.restauth.password;

import dev.restauth.config.Config;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.password.PasswordTuning.Cost;
import dev.restauth.password.PasswordTuning.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The operation {@code restauth tune-passwords}. A server does not offer this operation, since it
 * needs no database and measures the machine on which the command runs.
 *
 * @param present the configured parameters
 * @param threads the configured number of threads that hash at the same time
 */
record PasswordTuningOperation(Argon2Parameters present, int threads, Measurement measurement)
    implements Operations.Operation {
  static final String NAME = "tune-passwords";

  /** A measurement that recommends parameters. */
  @FunctionalInterface
  interface Measurement {
    /** Measures like {@link PasswordTuning#find}, and reports each step to {@code progress}. */
    Finding find(Argon2Parameters present, Duration target, int memoryKib, Progress progress);
  }

  /** Creates an operation that measures this machine. */
  static PasswordTuningOperation of(Config config) {
    int threads = config.get(PasswordSettings.HASHING_THREADS);
    return new PasswordTuningOperation(
        Argon2Settings.parameters(config),
        threads,
        (now, target, memoryKib, progress) ->
            new PasswordTuning(threads, step -> progress.advanced(step, 0, 0))
                .find(now, target, memoryKib));
  }

  @Override
  public Reply perform(Request request, Progress progress) {
    Duration target = Duration.ofMillis(Long.parseLong(request.argument("target_ms")));
    int memoryKib = Integer.parseInt(request.argument("memory_kib"));
    try {
      Finding finding = measurement.find(present, target, memoryKib, progress);
      return new Reply.Done(facts(finding, target), notes(finding, target));
    } catch (HashingFailed e) {
      return new Reply.Failed(
          "there is not enough memory to measure that; give a smaller --memory. " + e.getMessage());
    }
  }

  private Facts facts(Finding finding, Duration target) {
    Facts facts =
        Facts.NONE
            .with("engine", finding.engine())
            .with("hashing_threads", threads)
            .with("target_ms", target.toMillis())
            .with("meets_target", finding.meetsTarget());
    return cost("recommended_", finding.recommended(), cost("present_", finding.present(), facts));
  }

  private Facts cost(String prefix, Cost cost, Facts facts) {
    Argon2Parameters parameters = cost.parameters();
    return facts
        .with(prefix + "argon2_memory", parameters.memoryKib())
        .with(prefix + "argon2_iterations", parameters.iterations())
        .with(prefix + "argon2_parallelism", parameters.parallelism())
        .with(prefix + "microseconds", cost.oneHash().toNanos() / 1_000)
        .with(prefix + "hashes_per_second", Math.round(cost.hashesPerSecond()))
        .with(prefix + "memory_at_most_kib", (long) threads * parameters.memoryKib());
  }

  private List<String> notes(Finding finding, Duration target) {
    Cost recommended = finding.recommended();
    Argon2Parameters parameters = recommended.parameters();
    List<String> notes = new ArrayList<>();
    notes.add("Hashed by " + finding.engine() + ".");
    notes.add("Now:         " + line(finding.present()));
    notes.add("Recommended: " + line(recommended));
    if (!finding.meetsTarget()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "That misses the target of %d ms, but it is the minimum that OWASP accepts: use it, and"
                  + " allow a hash more time or use a faster machine.",
              target.toMillis()));
    }
    notes.add("");
    notes.add("argon2-memory: " + parameters.memoryKib());
    notes.add("argon2-iterations: " + parameters.iterations());
    notes.add("argon2-parallelism: " + parameters.parallelism());
    notes.add("");
    notes.add(
        parameters.equals(finding.present().parameters())
            ? "These are your settings already."
            : "Put these lines into restauth.yaml and restart the server. No password stops working:"
                + " each account gets a new hash at its next log-in.");
    return notes;
  }

  private String line(Cost cost) {
    Argon2Parameters parameters = cost.parameters();
    return String.format(
        Locale.ROOT,
        "m=%d,t=%d,p=%d  %.1f ms a hash, %.0f hashes a second on %d thread%s, at most %.0f MiB",
        parameters.memoryKib(),
        parameters.iterations(),
        parameters.parallelism(),
        cost.oneHash().toNanos() / 1e6,
        cost.hashesPerSecond(),
        threads,
        threads == 1 ? "" : "s",
        threads * (double) parameters.memoryKib() / 1_024);
  }
}
