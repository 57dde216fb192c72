package dev.restauth.config;

import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts the parts together and applies the rules between settings. Reads everything first, so that
 * all problems are found.
 */
final class Assembly {
  private static final int LONGEST_CLAIM = 2048;

  private final Values values;
  private final Paths paths;
  private final ListenRules listenRules;

  Assembly(Values values, Paths paths, Function<String, List<InetAddress>> names) {
    this.values = values;
    this.paths = paths;
    this.listenRules = new ListenRules(values, paths, names);
  }

  /** Throws ConfigException where there is any problem, found here or before. */
  Config config(Sources.MasterKeys masterKeys, Optional<String> file, List<Problem> problems) {
    Supplier<Listen> listening = listenRules.listen();
    Supplier<Storage> storing = storage(masterKeys);
    Supplier<Tokens> tokens = tokens();
    Supplier<Passwords> hashing = passwords();
    Supplier<Optional<Fallback>> falling = new FallbackRules(values, paths).fallback();
    Supplier<Limits> limits = limits();
    Supplier<Config.Logging> logging = logging();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    Listen listen = listening.get();
    Storage storage = storing.get();
    Passwords passwords = hashing.get();
    Optional<Fallback> fallback = falling.get();
    List<String> warnings = Warnings.of(listen, storage, passwords, fallback);
    return new Config(
        listen,
        storage,
        tokens.get(),
        passwords,
        fallback,
        limits.get(),
        logging.get(),
        file,
        warnings);
  }

  private Supplier<Storage> storage(Sources.MasterKeys masterKeys) {
    Path data = values.one(Setting.DATA, paths::folder).orElseGet(this::standardData);
    Optional<Path> keyFile =
        keyFile(Setting.MASTER_KEY_FILE, masterKeys.key(), Sources.MASTER_KEY_VARIABLE);
    Optional<Path> previousFile =
        keyFile(
            Setting.PREVIOUS_MASTER_KEY_FILE,
            masterKeys.previous(),
            Sources.PREVIOUS_MASTER_KEY_VARIABLE);
    if ((previousFile.isPresent() || masterKeys.previous().isPresent())
        && keyFile.isEmpty()
        && masterKeys.key().isEmpty()
        && values.good(Setting.MASTER_KEY_FILE)) {
      values.problem(
          Setting.PREVIOUS_MASTER_KEY_FILE,
          "a previous master key counts only beside a new one; give that with"
              + " \"master-key-file\" or in "
              + Sources.MASTER_KEY_VARIABLE);
    }
    Supplier<DatabasePlace> database =
        new DatabaseRules(values, paths)
            .place(data, keyFile.isPresent() || masterKeys.key().isPresent());
    return () ->
        new Storage(
            data, database.get(), keyFile, masterKeys.key(), previousFile, masterKeys.previous());
  }

  private Optional<Path> keyFile(Setting setting, Optional<Secret> key, String variable) {
    Optional<Path> file = values.one(setting, paths::existing);
    if (file.isPresent() && key.isPresent()) {
      values.problem(setting, "a master key is given in " + variable + " as well; choose one");
    }
    return file;
  }

  private Path standardData() {
    return paths.resolve(Setting.DATA.defaultValue().orElseThrow());
  }

  private Supplier<Tokens> tokens() {
    Optional<String> issuer = values.one(Setting.ISSUER, Assembly::claim);
    Optional<String> audience = values.one(Setting.AUDIENCE, Assembly::claim);
    Duration token = values.span(Setting.TOKEN_DURATION);
    Duration session = notShorterThan(token, Setting.SESSION_DURATION, "a session");
    Duration idle = notShorterThan(token, Setting.SESSION_IDLE_DURATION, "an idle session");
    SigningAlgorithmName algorithm =
        values.choice(
            Setting.SIGNING_ALGORITHM, SigningAlgorithmName.class, SigningAlgorithmName.ES256);
    Duration rotation = values.span(Setting.KEY_ROTATION);
    return () -> new Tokens(issuer, audience, token, session, idle, algorithm, rotation);
  }

  private Duration notShorterThan(Duration token, Setting setting, String what) {
    Duration duration = values.span(setting);
    if (duration.compareTo(token) < 0 && values.good(Setting.TOKEN_DURATION, setting)) {
      values.problem(
          values.has(setting) ? setting : Setting.TOKEN_DURATION,
          what
              + " ("
              + Durations.text(duration)
              + ") cannot be shorter than a token ("
              + Durations.text(token)
              + ")");
    }
    return duration;
  }

  private Supplier<Passwords> passwords() {
    PasswordPolicyName policy =
        values.choice(Setting.PASSWORD_POLICY, PasswordPolicyName.class, PasswordPolicyName.COMPAT);
    if (!listenRules.loopback() && !values.has(Setting.PASSWORD_POLICY)) {
      values.problem(
          Setting.HOST,
          "beyond loopback, \"password-policy\" must be chosen: nist, or compat to accept any password that is not empty");
    }
    Optional<Path> blocklist = values.one(Setting.PASSWORD_BLOCKLIST, paths::existing);
    if (blocklist.isPresent()
        && policy != PasswordPolicyName.NIST
        && values.good(Setting.PASSWORD_POLICY)) {
      values.problem(
          Setting.PASSWORD_BLOCKLIST,
          "\"password-blocklist\" counts only with \"password-policy\" nist; choose that, or remove it");
    }
    int cores = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 64);
    int threads = values.whole(Setting.HASHING_THREADS, cores);
    Duration wait = values.span(Setting.HASHING_WAIT);
    Duration remembered = values.span(Setting.VERIFIED_PASSWORD_DURATION);
    int ofAccount = values.whole(Setting.ACCOUNT_FAILURES);
    int ofAddress = values.whole(Setting.ADDRESS_FAILURES);
    int memory = values.whole(Setting.ARGON2_MEMORY);
    int iterations = values.whole(Setting.ARGON2_ITERATIONS);
    int parallelism = values.whole(Setting.ARGON2_PARALLELISM);
    return () ->
        new Passwords(
            policy,
            blocklist,
            threads,
            wait,
            remembered,
            ofAccount,
            ofAddress,
            memory,
            iterations,
            parallelism);
  }

  private Supplier<Limits> limits() {
    int connections = values.whole(Setting.MAX_CONNECTIONS);
    int perAddress = values.whole(Setting.MAX_CONNECTIONS_PER_ADDRESS);
    Duration request = values.span(Setting.REQUEST_TIMEOUT);
    Duration idle = values.span(Setting.IDLE_TIMEOUT);
    Duration shutdown = values.span(Setting.SHUTDOWN_TIMEOUT);
    return () -> new Limits(connections, perAddress, request, idle, shutdown);
  }

  private Supplier<Config.Logging> logging() {
    LogFormat format = values.choice(Setting.LOG_FORMAT, LogFormat.class, LogFormat.TEXT);
    LogLevel level = values.choice(Setting.LOG_LEVEL, LogLevel.class, LogLevel.INFO);
    return () -> new Config.Logging(format, level);
  }

  /** A StringOrURI of RFC 7519 section 2: with a colon in it, it must be a URI. */
  private static String claim(String text) {
    if (text.length() > LONGEST_CLAIM || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "expected at most " + LONGEST_CLAIM + " characters, none of them a control");
    }
    try {
      return text.contains(":") ? new URI(text).toString() : text;
    } catch (URISyntaxException invalid) {
      throw new IllegalArgumentException("expected a URI, or a text without a colon", invalid);
    }
  }
}
