package dev.restauth.adopt;

import dev.restauth.adopt.source.AccountSource;
import dev.restauth.adopt.source.Auth0Source;
import dev.restauth.adopt.source.CsvSource;
import dev.restauth.adopt.source.DjangoDumpSource;
import dev.restauth.adopt.source.FirebaseSource;
import dev.restauth.adopt.source.HtpasswdSource;
import dev.restauth.adopt.source.KeycloakSource;
import dev.restauth.adopt.source.KratosSource;
import dev.restauth.adopt.source.LdifSource;
import dev.restauth.adopt.source.SqlSource;
import dev.restauth.adopt.source.SupabaseCsvSource;
import dev.restauth.adopt.sql.LegacyDatabase;
import dev.restauth.adopt.sql.UserQuery;
import dev.restauth.operator.Request;
import dev.restauth.password.format.NamedFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The source that the operator chose, and the format of its hashes.
 *
 * @param kind the word with which the operator chose the source
 * @param dropsFactors whether an account whose second factor cannot be imported is imported without
 *     the factor
 */
record SourceChoice(AccountSource source, String kind, NamedFormat format, boolean dropsFactors) {
  /** Sources that name all factors of an account, or whose accounts have no factors. */
  private static final Set<String> COMPLETE =
      Set.of("rest-auth", "htpasswd", "keycloak", "kratos", "supabase");

  private static final String SQLITE_BEGINNING = "SQLite format 3";

  /**
   * Parses the arguments of the request.
   *
   * @throws IllegalArgumentException if an argument is wrong; the message is for the operator
   */
  static SourceChoice of(Request request, InstantSource clock) {
    boolean dropsFactors = dropsFactors(request);
    return new SourceChoice(
        source(request, dropsFactors, clock),
        request.argument("source"),
        format(request),
        dropsFactors);
  }

  /** Returns whether accounts may have second factors that the source does not name. */
  boolean mayHideFactors() {
    return !COMPLETE.contains(kind);
  }

  private static boolean dropsFactors(Request request) {
    return switch (request.find("factors").orElse("keep")) {
      case "keep" -> false;
      case "drop" -> true;
      default -> throw new IllegalArgumentException("--factors is keep or drop");
    };
  }

  private static AccountSource source(Request request, boolean dropsFactors, InstantSource clock) {
    return switch (request.argument("source")) {
      case "rest-auth" -> SqlSource.ofRestAuth(database(request));
      case "flask" -> new SqlSource(database(request), query(request).orElse(UserQuery.FLASK));
      case "sql" ->
          new SqlSource(
              database(request),
              query(request)
                  .orElseThrow(
                      () -> new IllegalArgumentException("name the users' columns with --query")));
      case "django" ->
          isDatabase(request)
              ? SqlSource.ofDjango(database(request))
              : new DjangoDumpSource(
                  file(request), request.find("model").orElse(DjangoDumpSource.DEFAULT_MODEL));
      case "supabase" ->
          isDatabase(request)
              ? SqlSource.ofSupabase(database(request))
              : new SupabaseCsvSource(file(request), dropsFactors, clock);
      case "keycloak" -> new KeycloakSource(files(request));
      case "auth0" -> new Auth0Source(file(request), files(request).stream().skip(1).findFirst());
      case "firebase" -> new FirebaseSource(file(request), request.findPath("hash_config"));
      case "kratos" -> new KratosSource(file(request));
      case "htpasswd" -> new HtpasswdSource(file(request));
      case "ldif" ->
          new LdifSource(
              file(request),
              request.find("name_attribute").orElse(LdifSource.DEFAULT_NAME_ATTRIBUTE));
      case "csv" -> new CsvSource(file(request));
      default -> throw new IllegalArgumentException("there is no such source");
    };
  }

  private static Optional<UserQuery> query(Request request) {
    return request.find("query").map(UserQuery::new);
  }

  private static LegacyDatabase database(Request request) {
    return LegacyDatabase.at(
        request.find("url").orElseGet(() -> request.argument("file.1")),
        request.find("user"),
        request.findPath("password_file"),
        request.findPath("driver"));
  }

  /** Returns whether the argument is a URL or a SQLite file. */
  private static boolean isDatabase(Request request) {
    if (request.find("url").isPresent()) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file(request))) {
      byte[] beginning = in.readNBytes(SQLITE_BEGINNING.length());
      return new String(beginning, StandardCharsets.ISO_8859_1).equals(SQLITE_BEGINNING);
    } catch (IOException e) {
      return false; // the source reports the problem
    }
  }

  private static Path file(Request request) {
    return files(request).getFirst();
  }

  private static List<Path> files(Request request) {
    List<Path> files = new ArrayList<>();
    for (int i = 1; request.find("file." + i).isPresent(); i++) {
      files.add(request.path("file." + i));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("this source is a file, not a URL");
    }
    return files;
  }

  private static NamedFormat format(Request request) {
    Optional<String> named = request.find("hash_format");
    NamedFormat format =
        named.isEmpty()
            ? defaultFormat(request.argument("source"))
            : NamedFormat.named(named.get())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "there is no such hash format; the formats are "
                                + Arrays.stream(NamedFormat.values())
                                    .map(NamedFormat::label)
                                    .collect(Collectors.joining(", "))));
    if (format.needsSecret() && request.find("pepper").isEmpty()) {
      throw new IllegalArgumentException(
          "the hash format " + format.label() + " needs --pepper-file");
    }
    if (!format.needsSecret() && request.find("pepper").isPresent()) {
      throw new IllegalArgumentException(
          "the hash format "
              + format.label()
              + " has no pepper: omit --pepper-file, or name another format with --hash-format");
    }
    return format;
  }

  /**
   * Returns the default format of the hashes. It depends on the kind of source: old versions of
   * Django and Werkzeug computed different hashes, but wrote them in the same form.
   */
  private static NamedFormat defaultFormat(String source) {
    return switch (source) {
      case "rest-auth", "flask" -> NamedFormat.WERKZEUG;
      case "django" -> NamedFormat.DJANGO;
      default -> NamedFormat.AUTO;
    };
  }
}
