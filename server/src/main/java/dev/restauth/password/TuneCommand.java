package dev.restauth.password;

import dev.restauth.cli.CommandBuilder;
import dev.restauth.cli.DatabaseAccess;
import dev.restauth.cli.OperatorCommand;
import dev.restauth.cli.OperatorCommand.Asked;
import dev.restauth.control.Request;
import dev.restauth.log.OneLine;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** {@code restauth tune-passwords}. */
final class TuneCommand {
  private static final String TARGET = "--target";
  private static final String MEMORY = "--memory";
  private static final Pattern TIME = Pattern.compile("([0-9]{1,4})(ms|s)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");

  /** About two and a half times OWASP's minimum on a server of today: docs/configuration.md. */
  private static final String STANDARD_TARGET = "50ms";

  /** The memory of RFC 9106's recommendation for where there is not much (section 4). */
  private static final String STANDARD_MEMORY = "65536";

  private static final int MILLIS_AT_MOST = 5_000;
  private static final int LEAST_KIB = 7_168;
  private static final int MOST_KIB = 1_048_576;

  private TuneCommand() {}

  static OperatorCommand command() {
    return new OperatorCommand(
        new CommandBuilder(
                PasswordTuningOperation.NAME,
                "Measures this machine and recommends what a password hash should cost.",
                "It measures the present settings, then looks for the dearest Argon2id parameters"
                    + " that take no longer than the target, never less than OWASP accepts. Nothing"
                    + " is changed, and neither a server nor a database is needed; leave the machine"
                    + " alone meanwhile, or it will seem slower than it is.")
            .flag(
                TARGET,
                "TIME",
                "What one hash may take, such as 80ms or 1s (1ms to 5s). Default: "
                    + STANDARD_TARGET)
            .flag(
                MEMORY,
                "KIB",
                "What memory one hash may take, in KiB (%d to %d). Default: %s"
                    .formatted(LEAST_KIB, MOST_KIB, STANDARD_MEMORY))
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

  private static Asked ask(ParseResult parsed) {
    String time = parsed.matchedOptionValue(TARGET, STANDARD_TARGET);
    String memory = parsed.matchedOptionValue(MEMORY, STANDARD_MEMORY);
    Optional<Integer> millis = millis(time);
    if (millis.isEmpty()) {
      return wrong(TARGET, time, "a time from 1ms to 5s, such as 80ms");
    }
    if (!NUMBER.matcher(memory).matches()
        || Integer.parseInt(memory) < LEAST_KIB
        || Integer.parseInt(memory) > MOST_KIB) {
      return wrong(MEMORY, memory, "KiB, a whole number from " + LEAST_KIB + " to " + MOST_KIB);
    }
    return new Asked.Ask(
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
        .filter(millis -> millis >= 1 && millis <= MILLIS_AT_MOST);
  }

  private static Asked wrong(String flag, String value, String expected) {
    return Asked.usage(flag + " is \"" + OneLine.escape(value) + "\"; expected " + expected);
  }
}
