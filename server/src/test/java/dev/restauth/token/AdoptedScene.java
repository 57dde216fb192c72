package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AdoptedAccountRows;
import dev.restauth.account.AdoptedAccountRows.NewAccount;
import dev.restauth.adopt.AdoptedSourceRows;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A server with adopted accounts. All accounts have the password {@code python}. */
public final class AdoptedScene implements AutoCloseable {
  static final String SECRET = "a secret of our own";
  static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");

  /**
   * An argon2id hash of {@code python} that the program {@code argon2} computed. It has the cost of
   * a {@link TestServer}'s own hashes, so that a log-in does not replace it.
   */
  private static final String HASH =
      "$argon2id$v=19$m=7168,t=1,p=1$c2FsdDRweXRob24hISExNg$mY7aM+l4DloyTRh4OTpRbA";

  final SetClock clock;
  final OldApplication application = new OldApplication(SECRET);

  private final TestServer server;

  AdoptedScene(Path folder, Map<String, String> settings) {
    this.clock = new SetClock();
    this.server = TestServer.start(folder, clock, settings);
  }

  /** Creates a scene on another test's server, which uses the given clock. */
  public AdoptedScene(TestServer server, SetClock clock) {
    this.clock = clock;
    this.server = server;
  }

  /**
   * Adopts an account, makes the server accept the application's tokens, and returns the header
   * with a token of the account.
   */
  public String bearer(long id, String username, long exp) {
    adopt("rest-auth", id, username);
    accept("rest-auth", Algorithm.HS256, SECRET, FAR);
    return "Authorization: Bearer " + another(id, exp);
  }

  /** Returns another token of an account. */
  public String another(long id, long exp) {
    return application.token("{\"id\":%d,\"exp\":%d}".formatted(id, exp));
  }

  /**
   * Returns a scene with miguel, account 1 of the application. The server accepts the application's
   * tokens.
   */
  static AdoptedScene ofMiguel(Path folder, Map<String, String> settings) {
    AdoptedScene scene = new AdoptedScene(folder, settings);
    scene.adopt("rest-auth", 1, "miguel");
    scene.accept("rest-auth", Algorithm.HS256, SECRET, FAR);
    return scene;
  }

  static AdoptedScene ofMiguel(Path folder) {
    return ofMiguel(folder, Map.of());
  }

  TestServer server() {
    return server;
  }

  HttpCalls calls() {
    return server.calls();
  }

  void restart() {
    server.restart();
  }

  void operate(String operation, String username) {
    server.operate(operation, Map.of("username", username));
  }

  long source(String name) {
    return server
        .store()
        .inTransaction(tx -> new AdoptedSourceRows(tx).findOrAdd(name, clock.instant()));
  }

  void adopt(String source, long id, String username) {
    adopt(source, id, username, true);
  }

  void adopt(String source, long id, String username, boolean active) {
    long sourceId = source(source);
    NewAccount account =
        new NewAccount(
            Optional.of(id),
            username,
            Optional.of(HASH),
            Optional.empty(),
            sourceId,
            Long.toString(id),
            Optional.empty(),
            active,
            clock.instant());
    Optional<Account> adopted =
        server.store().inTransaction(tx -> new AdoptedAccountRows(tx).adopt(account));
    assertThat(adopted).isPresent();
  }

  void accept(String source, Algorithm algorithm, String secret, Instant until) {
    Sealing sealing = new Sealing(MasterKey.load(server.folder().resolve("data/master.key")));
    long id = source(source);
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    server
        .store()
        .inTransaction(
            tx -> {
              new TokenAcceptanceRows(tx)
                  .accept(AdoptedTokenKey.seal(id, algorithm, bytes, until, sealing));
              return id;
            });
    server.adoptedTokens().reload();
  }

  /**
   * Returns the status of GET /api/resource with a token. Checks that the status is the same with
   * Basic, with Bearer, and for GET /api/token.
   */
  int status(String token) {
    Reply asName = calls().get("/api/resource", basic(token, "x"));
    Reply asBearer = calls().get("/api/resource", "Authorization: Bearer " + token);
    assertThat(asBearer.status()).isEqualTo(asName.status());
    assertThat(calls().get("/api/token", basic(token, "")).status()).isEqualTo(asName.status());
    return asName.status();
  }

  /** Returns whether the verifier accepts a token, without an HTTP request. */
  boolean accepts(String token) {
    return server.adoptedTokens().verify(token).isPresent();
  }

  @Override
  public void close() {
    server.close();
  }
}
