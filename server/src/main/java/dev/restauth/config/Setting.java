package dev.restauth.config;

import dev.restauth.log.LogFormat;
import dev.restauth.log.LogLevel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting, declared once. The key is the constant's name in kebab case; it is also the flag
 * ({@code --key}), the key in restauth.yaml and, in capitals with underscores, the environment
 * variable ({@code RESTAUTH_KEY}).
 */
@SuppressWarnings("ImmutableEnumChecker") // Kind and Default are records of immutable parts
public enum Setting {
  HOST(
      Group.LISTENING,
      Kind.text("HOST"),
      Default.of("127.0.0.1"),
      "Address or name to listen on; other than loopback only with TLS, trusted proxies or --insecure-http"),
  PORT(
      Group.LISTENING,
      Kind.whole(0, 65_535),
      Default.of("5000"),
      "Port to listen on; 0 takes any free one"),
  PUBLIC_URL(
      Group.LISTENING,
      Kind.text("URL"),
      Default.said("none"),
      "Where clients reach this server: an absolute http or https URL, a path allowed, no query"),
  INSECURE_HTTP(
      Group.LISTENING,
      Kind.flag(),
      Default.of("false"),
      "Listen beyond loopback without TLS: passwords and tokens cross the network in clear"),
  TRUSTED_PROXIES(
      Group.LISTENING,
      Kind.list("ADDRESS"),
      Default.said("none"),
      "IP addresses or CIDR blocks of the proxies whose X-Forwarded-* fields count"),
  CORS_ORIGINS(
      Group.LISTENING,
      Kind.list("ORIGIN"),
      Default.said("none"),
      "Exact origins (scheme://host[:port]) whose pages may call the API from a browser"),

  TLS_CERTIFICATE(
      Group.TLS,
      Kind.text("FILE"),
      Default.said("none"),
      "Certificate chain, PEM, the server's own first; with --tls-key"),
  TLS_KEY(
      Group.TLS,
      Kind.text("FILE"),
      Default.said("none"),
      "Private key of the certificate, PEM, PKCS#8, not encrypted"),
  TLS_KEYSTORE(
      Group.TLS,
      Kind.text("FILE"),
      Default.said("none"),
      "PKCS#12 file with key and certificate chain, in place of the two PEM files"),
  TLS_KEYSTORE_PASSWORD_FILE(
      Group.TLS,
      Kind.text("FILE"),
      Default.said("none"),
      "File whose first line is the password of the PKCS#12 file"),

  CONFIG(
      Group.FILES,
      Kind.text("FILE"),
      Default.said("./restauth.yaml where it exists"),
      "Configuration file, YAML, at most 64 KB"),
  DATA(
      Group.FILES,
      Kind.text("DIR"),
      Default.of("./data"),
      "Folder for the database and the master key"),
  DATABASE(
      Group.FILES,
      Kind.text("URL"),
      Default.said("restauth.sqlite in the data folder"),
      "Database, as jdbc:sqlite:PATH or jdbc:postgresql://HOST[:PORT][,HOST[:PORT]...]/NAME"),
  DATABASE_USER(
      Group.FILES,
      Kind.text("NAME"),
      Default.said("that of the URL"),
      "User of the database on PostgreSQL"),
  DATABASE_PASSWORD_FILE(
      Group.FILES,
      Kind.text("FILE"),
      Default.said("that of the URL"),
      "File whose first line is this user's password"),
  DATABASE_CONNECTIONS(
      Group.FILES,
      Kind.whole(4, 1_000),
      Default.of("20"),
      "Connections to PostgreSQL at most, half of them for reading"),
  MASTER_KEY_FILE(
      Group.FILES,
      Kind.text("FILE"),
      Default.said("a file made in the data folder"),
      "File with the key that encrypts the signing keys: base64 of 32 random bytes"),
  PREVIOUS_MASTER_KEY_FILE(
      Group.FILES,
      Kind.text("FILE"),
      Default.said("none"),
      "File with the key before it, while restauth key rewrap moves to the new one"),

  ISSUER(
      Group.TOKENS,
      Kind.text("TEXT"),
      Default.said("the public URL, else a value made at the first start"),
      "Claim iss of every token, at most 2048 characters"),
  AUDIENCE(
      Group.TOKENS,
      Kind.text("TEXT"),
      Default.said("the issuer"),
      "Claim aud of every token, at most 2048 characters"),
  TOKEN_DURATION(
      Group.TOKENS,
      Kind.span(Duration.ofSeconds(30), Duration.ofHours(24)),
      Default.of("600s"),
      "How long a token is valid"),
  SESSION_DURATION(
      Group.TOKENS,
      Kind.span(Duration.ofMinutes(5), Duration.ofDays(365)),
      Default.of("30d"),
      "How long after its password a log-in can be renewed; not shorter than a token"),
  SESSION_IDLE_DURATION(
      Group.TOKENS,
      Kind.span(Duration.ofMinutes(5), Duration.ofDays(365)),
      Default.of("14d"),
      "How long a log-in lasts that is not renewed; not shorter than a token"),
  SIGNING_ALGORITHM(
      Group.TOKENS,
      Kind.choice(SigningAlgorithmName.values()),
      Default.of("es256"),
      "What tokens are signed with; with hs256 nobody else can verify them"),
  KEY_ROTATION(
      Group.TOKENS,
      Kind.span(Duration.ofHours(1), Duration.ofDays(3650)),
      Default.of("90d"),
      "How long a key signs tokens before the next one does"),
  MAX_STALENESS(
      Group.TOKENS,
      Kind.span(Duration.ofSeconds(3), Duration.ofHours(24)),
      Default.of("60s"),
      "How long tokens are accepted while PostgreSQL does not tell what other nodes have changed"),

  PASSWORD_POLICY(
      Group.PASSWORDS,
      Kind.choice(PasswordPolicyName.values()),
      Default.said("compat on loopback, else it must be chosen"),
      "Which new passwords are accepted; nist asks for at least 15 characters and refuses common ones"),
  PASSWORD_BLOCKLIST(
      Group.PASSWORDS,
      Kind.text("FILE"),
      Default.said("the list in the program"),
      "Passwords that nist refuses, as a file that restauth build-blocklist has made"),
  HASHING_THREADS(
      Group.PASSWORDS,
      Kind.whole(1, 64),
      Default.said("the number of cores"),
      "Threads that hash passwords, apart from all others"),
  HASHING_WAIT(
      Group.PASSWORDS,
      Kind.span(Duration.ofSeconds(1), Duration.ofMinutes(1)),
      Default.of("2s"),
      "How long a log-in or registration may wait for a hashing thread before it is answered 503"),
  VERIFIED_PASSWORD_DURATION(
      Group.PASSWORDS,
      Kind.span(Duration.ZERO, Duration.ofHours(1)),
      Default.of("5m"),
      "How long a password that was verified is not hashed again; 0 for never"),
  ACCOUNT_FAILURES(
      Group.PASSWORDS,
      Kind.whole(1, 1_000_000),
      Default.of("5"),
      "Failed log-ins to an account, one after the other, before each further one has to wait"),
  ADDRESS_FAILURES(
      Group.PASSWORDS,
      Kind.whole(1, 1_000_000),
      Default.of("100"),
      "Failed log-ins of a client address before it has to wait six seconds for each further one"),
  ARGON2_MEMORY(
      Group.PASSWORDS,
      Kind.whole(7_168, 1_048_576),
      Default.of("19456"),
      "Memory of one new hash, in KiB"),
  ARGON2_ITERATIONS(Group.PASSWORDS, Kind.whole(1, 64), Default.of("2"), "Passes over that memory"),
  ARGON2_PARALLELISM(Group.PASSWORDS, Kind.whole(1, 16), Default.of("1"), "Lanes of one new hash"),

  FALLBACK(
      Group.TAKING_OVER,
      Kind.text("FILE|URL"),
      Default.said("none"),
      "Database of the application whose users are taken over at log-in: a SQLite file or a JDBC URL"),
  FALLBACK_SYSTEM(
      Group.TAKING_OVER,
      Kind.choice(FallbackSystem.values()),
      Default.of("rest-auth"),
      "What that application is; sql for any other, with a query"),
  FALLBACK_QUERY(
      Group.TAKING_OVER,
      Kind.text("SELECT"),
      Default.said("that of the system"),
      "SELECT with columns username and, if there are such, id, password_hash, salt, email, active"),
  FALLBACK_USER(
      Group.TAKING_OVER,
      Kind.text("NAME"),
      Default.said("that of the URL"),
      "User of that database, one who may only read"),
  FALLBACK_PASSWORD_FILE(
      Group.TAKING_OVER,
      Kind.text("FILE"),
      Default.said("that of the URL"),
      "File whose first line is this user's password"),
  FALLBACK_DRIVER(
      Group.TAKING_OVER,
      Kind.text("FILE"),
      Default.said("those of SQLite and PostgreSQL"),
      "Jar with the JDBC driver of another database"),
  FALLBACK_ID_GAP(
      Group.TAKING_OVER,
      Kind.whole(1, 100_000_000),
      Default.of("1000000"),
      "How far above the highest id there the ids of accounts registered here begin"),
  FALLBACK_HASH_FORMAT(
      Group.TAKING_OVER,
      Kind.text("NAME"),
      Default.of("auto"),
      "Format of the password hashes there; auto goes by how each begins"),

  MAX_CONNECTIONS(
      Group.LIMITS,
      Kind.whole(1, 1_000_000),
      Default.of("4096"),
      "Connections open at one time; at the limit the one that has waited longest with nothing to do makes room"),
  MAX_CONNECTIONS_PER_ADDRESS(
      Group.LIMITS,
      Kind.whole(1, 1_000_000),
      Default.of("512"),
      "The same for one client address; trusted proxies are exempt"),
  REQUEST_TIMEOUT(
      Group.LIMITS,
      Kind.span(Duration.ofSeconds(1), Duration.ofMinutes(5)),
      Default.of("10s"),
      "A request that is not complete by then is closed"),
  IDLE_TIMEOUT(
      Group.LIMITS,
      Kind.span(Duration.ofSeconds(1), Duration.ofHours(1)),
      Default.of("60s"),
      "How long a kept-alive connection may wait for its next request"),
  SHUTDOWN_TIMEOUT(
      Group.LIMITS,
      Kind.span(Duration.ZERO, Duration.ofMinutes(5)),
      Default.of("10s"),
      "How long running requests may take to finish once the server was told to stop"),

  LOG_FORMAT(
      Group.LOGGING,
      Kind.choice(LogFormat.values()),
      Default.of("text"),
      "How events are written to standard error"),
  LOG_LEVEL(
      Group.LOGGING,
      Kind.choice(LogLevel.values()),
      Default.of("info"),
      "Least severe events that are written");

  /** Headings under which help and documentation list the settings. */
  public enum Group {
    LISTENING("Listening"),
    TLS("TLS"),
    FILES("Files and database"),
    TOKENS("Tokens and sessions"),
    PASSWORDS("Passwords"),
    TAKING_OVER("Taking over users"),
    LIMITS("Limits"),
    LOGGING("Logging");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** Prefix of every environment variable of this program. */
  static final String VARIABLE_PREFIX = "RESTAUTH_";

  private final Group group;
  private final Kind kind;
  private final Default standard;
  private final String sentence;

  Setting(Group group, Kind kind, Default standard, String sentence) {
    this.group = group;
    this.kind = kind;
    this.standard = standard;
    this.sentence = sentence;
  }

  /**
   * For example {@code token-duration}: the flag without its dashes, and the key in restauth.yaml.
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For example {@code --token-duration}. */
  public String flag() {
    return "--" + key();
  }

  /** For example {@code RESTAUTH_TOKEN_DURATION}. */
  public String variable() {
    return VARIABLE_PREFIX + name();
  }

  public Group group() {
    return group;
  }

  /**
   * What stands for the value in a usage line, for example {@code DURATION} or {@code text|json}.
   */
  public String metavar() {
    return kind.metavar();
  }

  /** One line, with unit and range, without a full stop. */
  public String description() {
    return sentence + kind.range();
  }

  /** The default as text for people: a value, or words where it depends on something else. */
  public String defaultText() {
    return standard.text();
  }

  /** Whether the setting is on or off, so that its flag may be given without a value. */
  public boolean isFlag() {
    return kind instanceof Kind.Flag;
  }

  /** Whether several values may be given: separated by commas, or as a YAML list. */
  public boolean isList() {
    return kind instanceof Kind.Many;
  }

  /** Whether restauth.yaml may hold it; true for all but the name of that file. */
  public boolean inFile() {
    return this != CONFIG;
  }

  /** The default in the form in which it could be given, where it is a fixed value. */
  Optional<String> defaultValue() {
    return standard.value();
  }

  Kind kind() {
    return kind;
  }

  /** Returns the value, or throws IllegalArgumentException where it is outside the range. */
  int checked(int value) {
    return ((Kind.Whole) kind).checked(value);
  }

  /** Returns the value, or throws IllegalArgumentException where it is outside the range. */
  Duration checked(Duration value) {
    return ((Kind.Span) kind).checked(value);
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }
}
