package dev.restauth.http;

import dev.restauth.account.Username;
import dev.restauth.crypto.SecretText;
import dev.restauth.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The cost of a request outside its route: parsing the Authorization field, finding the route, and
 * reading and writing JSON.
 */
@State(Scope.Benchmark)
public class HttpParts {
  /** The length of an ES256 token with a short issuer. */
  private static final int TOKEN_LENGTH = 560;

  private static final int FIELDS = 512;

  private final AuthorizationField field =
      new AuthorizationField(
          Username::isToken, SecretText::recognise, SecretText.PERSONAL_KEY::isBegunBy, true);
  private final byte[][] bearer = fields(token -> bytes("Bearer " + token));
  private final byte[][] basicToken = fields(token -> basic(token + ":x"));
  private final byte[] basicPassword = basic("miguel:correct horse battery staple");
  private final byte[] registration =
      bytes("{\"username\":\"miguel\",\"password\":\"correct horse battery staple\"}");
  private final byte[] literalPath = bytes("/api/resource");
  private final byte[] idPath = bytes("/api/users/4711");
  private final RouteTable routes = new RouteTable();
  private int last;

  /** Creates the benchmark, with a table that contains a few routes of each kind. */
  public HttpParts() {
    routes
        .route(Method.POST, "/api/users", Access.ALL, _ -> Answer.empty())
        .route(Method.GET, "/api/users/{id}", Access.ALL, _ -> Answer.empty())
        .route(Method.GET, "/api/resource", Access.USER, _ -> Answer.empty())
        .route(Method.GET, "/api/token", Access.USER, _ -> Answer.empty())
        .route(Method.GET, "/api/me/sessions", Access.USER, _ -> Answer.empty())
        .route(Method.DELETE, "/api/me/sessions/{sid}", Access.USER, _ -> Answer.empty());
  }

  /**
   * Returns fields with tokens that are as random as real ones. There are many fields, because the
   * processor would otherwise predict the next bytes.
   */
  private static byte[][] fields(Function<String, byte[]> field) {
    Random random = new Random(1);
    byte[] token = new byte[TOKEN_LENGTH * 3 / 4];
    return IntStream.range(0, FIELDS)
        .mapToObj(
            _ -> {
              random.nextBytes(token);
              return field.apply(Base64.getUrlEncoder().encodeToString(token));
            })
        .toArray(byte[][]::new);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] basic(String userPass) {
    return bytes("Basic " + Base64.getEncoder().encodeToString(bytes(userPass)));
  }

  private byte[] next(byte[][] fields) {
    last = (last + 1) % FIELDS;
    return fields[last];
  }

  private static Octets octets(byte[] bytes) {
    return new Octets(bytes, 0, bytes.length);
  }

  /** Creates a new text, as the server does for each request. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Reads a Bearer field. */
  @Benchmark
  public Credentials bearerToken() {
    return field.read(List.of(octets(next(bearer))));
  }

  /** Reads a Basic field with a token as the user name. */
  @Benchmark
  public Credentials basicToken() {
    return field.read(List.of(octets(next(basicToken))));
  }

  /** Reads a Basic field with a name and a password. */
  @Benchmark
  public Credentials basicPassword() {
    return field.read(List.of(octets(basicPassword)));
  }

  /** Finds the route of a token check. */
  @Benchmark
  public Optional<RouteTable.Match> routeLiteral() {
    return routes.match(text(literalPath));
  }

  /** Finds a route that ends in a number. */
  @Benchmark
  public Optional<RouteTable.Match> routeWithId() {
    return routes.match(text(idPath));
  }

  /** Parses the body of a registration. */
  @Benchmark
  public JsonBody jsonRead() {
    return JsonBody.read(registration);
  }

  /** Writes the body of a registration. */
  @Benchmark
  public byte[] jsonWritten() {
    return JsonWriter.line(
        json -> {
          json.text("username", "miguel");
          json.text("password", "correct horse battery staple");
        });
  }
}
