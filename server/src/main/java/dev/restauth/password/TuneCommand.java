package dev.restauth.password;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Prepared;
import dev.restauth.log.OneLine;
import dev.restauth.operator.Request;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** The command {@code restauth tune-passwords}. */
final class TuneCommand {
  private static final String TARGET = "--target";
  private static final String MEMORY = "--memory";
  private static final Pattern TIME = Pattern.compile("([0-9]{1,4})(ms|s)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

  /**
   * The default target. A hash with OWASP's minimum takes about 40 percent of this time on a
   * current server: see docs/configuration.md.
   */
  private static final String DEFAULT_TARGET = "50ms";

  /** The memory that RFC 9106 section 4 recommends for environments with limited memory, in KiB. */
  private static final String DEFAULT_MEMORY = "65536";

  private static final int MAX_MILLIS = 5_000;
  private static final int MIN_KIB = 7_168;
  private static final int MAX_KIB = 1_048_576;

  private TuneCommand() {}

  static OperatorCommand command() {
    return new OperatorCommand(
        new CommandBuilder(
                PasswordTuningOperation.NAME,
                "Measures this machine and recommends what a password hash should cost.",
                "It measures the present settings, then searches for the most expensive Argon2id"
                    + " parameters that take no longer than the target, and never recommends less than"
                    + " OWASP accepts. It changes nothing, and needs neither a server nor a database."
                    + " Run nothing else on the machine meanwhile, or the results are too slow.")
            .flag(
                TARGET,
                "TIME",
                "The maximum time of one hash, such as 80ms or 1s (1ms to 5s). Default: "
                    + DEFAULT_TARGET)
            .flag(
                MEMORY,
                "KIB",
                "The maximum memory of one hash, in KiB (%d to %d). Default: %s"
                    .formatted(MIN_KIB, MAX_KIB, DEFAULT_MEMORY))
            .settings(
                PasswordSettings.HASHING_THREADS,
                Argon2Settings.MEMORY,
                Argon2Settings.ITERATIONS,
                Argon2Settings.PARALLELISM)
            .examples(
                "restauth tune-passwords",
                "restauth tune-passwords --target 100ms --memory 131072 --json"),
        DatabaseAccess.WITHOUT_DATABASE,
        (parsed, terminal) -> ask(parsed));
  }

  private static Prepared ask(ParseResult parsed) {
    String time = parsed.matchedOptionValue(TARGET, DEFAULT_TARGET);
    String memory = parsed.matchedOptionValue(MEMORY, DEFAULT_MEMORY);
    Optional<Integer> millis = millis(time);
    if (millis.isEmpty()) {
      return invalidFlag(TARGET, time, "a time from 1ms to 5s, such as 80ms");
    }
    if (!NUMBER.matcher(memory).matches()
        || Integer.parseInt(memory) < MIN_KIB
        || Integer.parseInt(memory) > MAX_KIB) {
      return invalidFlag(MEMORY, memory, "KiB, a whole number from " + MIN_KIB + " to " + MAX_KIB);
    }
    return new Prepared.Run(
        new Request(
            PasswordTuningOperation.NAME,
            Map.of(
                "target_ms",
                Integer.toString(millis.get()),
                "memory_kib",
                Integer.toString(Integer.parseInt(memory)))));
  }

  private static Optional<Integer> millis(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return Optional.empty();
    }
    int unit = time.group(2).equals("s") ? 1_000 : 1;
    return Optional.of(Integer.parseInt(time.group(1)) * unit)
        .filter(millis -> millis >= 1 && millis <= MAX_MILLIS);
  }

  private static Prepared invalidFlag(String flag, String value, String expected) {
    return Prepared.usage(flag + " is \"" + OneLine.escape(value) + "\"; expected " + expected);
  }
}
