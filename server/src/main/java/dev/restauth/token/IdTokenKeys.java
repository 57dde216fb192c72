package dev.restauth.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.Unsealer;
import dev.restauth.event.Actor;
import dev.restauth.event.SecurityEvents;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.store.Snapshots;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.Transaction;
import dev.restauth.token.KeyRotation.KeyInfo;
import dev.restauth.token.KeyRotation.Next;
import dev.restauth.token.KeyRotation.Revocation;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import dev.restauth.vault.SealedRows;
import dev.restauth.vault.Vault;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The keys that sign tokens for clients: ID tokens, logout tokens and signed userinfo responses.
 * Each algorithm has a separate series of keys. These keys never sign access tokens, even if the
 * algorithm is the same. The first key of a series is generated when an active client needs it: in
 * the background, or at the latest for the first signature. The start of the server never waits for
 * this key. From then on, the series rotates like the keys of access tokens. Thread-safe.
 */
public final class IdTokenKeys {
  /**
   * The algorithms that a client can choose (RFC 7518, RFC 8037). The default of OpenID Connect
   * comes first.
   */
  public static final List<String> ALGORITHMS = List.of("RS256", "ES256", "EdDSA", "PS256");

  /** The header {@code typ} of an ID token. */
  public static final String ID_TOKEN = "JWT";

  /** The encrypted private keys. */
  public static final SealedRows SEALED = new SealedRows(IdTokenKeys::reseal, IdTokenKeys::check);

  private static final int LENGTH_AT_MOST = 8 * 1024;
  private static final JsonReader READER = new JsonReader(new JsonBounds(10, 20, 100, 1_000));

  private final Store store;
  private final Map<SigningAlgorithm, Line> lines = new EnumMap<>(SigningAlgorithm.class);

  /**
   * Indicates whether this process has begun to read the keys. This field is set before the first
   * read, so that a change committed during the read causes another read.
   */
  private volatile boolean used;

  private volatile boolean loaded;

  /** A series: the keys of one algorithm. */
  private record Line(SigningKeys keys, KeyRotation rotation) {
    /**
     * Returns the signing key. If there is none, generates the first key; meanwhile, other requests
     * for this key wait, and so does any other server that generates a key.
     */
    synchronized SigningKey first() {
      if (keys.size() == 0) {
        runOnPlatformThread(rotation::begin);
        keys.reload();
      }
      return keys.current();
    }
  }

  /** Creates the keys in {@code store}. */
  IdTokenKeys(
      Store store, Vault vault, Duration rotation, SecurityEvents events, InstantSource clock) {
    this.store = store;
    for (String name : ALGORITHMS) {
      SigningAlgorithm algorithm = algorithm(name);
      KeyRotation.Policy policy =
          new KeyRotation.Policy(algorithm, rotation, KeyUse.ID_TOKENS.longest());
      lines.put(
          algorithm,
          new Line(
              new SigningKeys(KeyUse.ID_TOKENS, name, store, vault, clock),
              new KeyRotation(KeyUse.ID_TOKENS, store, vault, policy, events)));
    }
  }

  /**
   * Signs a JWT.
   *
   * @param algorithm one of {@link #ALGORITHMS}
   * @param type the header {@code typ}; empty for none
   * @return the compact serialization of the JWT (RFC 7515 section 7.1)
   */
  public String sign(String algorithm, Optional<String> type, Consumer<JsonWriter> claims) {
    SigningKey key = current(algorithm(algorithm));
    JWSHeader.Builder header = new JWSHeader.Builder(key.algorithm()).keyID(key.kid());
    type.ifPresent(text -> header.type(new JOSEObjectType(text)));
    JWSObject signed = new JWSObject(header.build(), new Payload(JsonWriter.text(claims)));
    try {
      NativeSignatures.count();
      signed.sign(key.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("signing a token failed", e);
    }
    return signed.serialize();
  }

  /**
   * Generates the first key of an algorithm if there is none, so that no later request has to wait.
   * An RSA key takes up to a second.
   */
  public void prepare(String algorithm) {
    var _ = current(algorithm(algorithm));
  }

  /**
   * Returns the claims of an ID token that one of these keys signed, even if the token has expired.
   * Returns empty for any other text, such as a token of another type.
   */
  public Optional<JsonObject> verified(String token) {
    if (token.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    Blocking.begin();
    try {
      if (!SignedClaims.hasPlainHeader(token)) {
        return Optional.empty();
      }
      JWSObject signed = JWSObject.parse(token);
      Optional<SigningKey> key = key(signed.getHeader());
      return key.isPresent() && signed.verify(key.get().verifier())
          ? claims(signed.getPayload().toBytes())
          : Optional.empty();
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<SigningKey> key(JWSHeader header) {
    load();
    String kid = header.getKeyID();
    return kid == null || !new JOSEObjectType(ID_TOKEN).equals(header.getType())
        ? Optional.empty()
        : lines.values().stream()
            .flatMap(line -> line.keys().find(kid).stream())
            .filter(key -> key.algorithm().equals(header.getAlgorithm()))
            .findFirst();
  }

  private static Optional<JsonObject> claims(byte[] payload) {
    try {
      return READER.read(payload) instanceof JsonObject claims
          ? Optional.of(claims)
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private SigningKey current(SigningAlgorithm algorithm) {
    Blocking.begin();
    load();
    Line line = line(algorithm);
    return line.keys().size() == 0 ? line.first() : line.keys().current();
  }

  /** Returns the public keys as JWKs (RFC 7517), in the order in which they sign. */
  List<String> publicJwks() {
    if (!loaded) {
      Blocking.begin();
      load();
    }
    return lines.values().stream().flatMap(line -> line.keys().publicJwks().stream()).toList();
  }

  /**
   * Reads the keys at the start, so that the key set is in memory. If there are no keys, this costs
   * only one query.
   *
   * @throws StoreRefusedException if a key differs from the one that this program stored
   */
  void begin() {
    used = true;
    if (!store.<List<SigningKeyRow>>reading(IdSigningKeyRows::ofAll).isEmpty()) {
      reload();
    }
    loaded = true;
  }

  private void load() {
    if (!loaded) {
      used = true;
      reload();
      loaded = true;
    }
  }

  private void reload() {
    lines.values().forEach(line -> line.keys().reload());
  }

  /**
   * Reads the keys again, unless this process has never read them. Call this method after keys have
   * changed.
   */
  void reloadIfUsed() {
    if (used) {
      reload();
    }
  }

  /**
   * Generates the next key of each series before it is due to sign, and removes expired keys. Call
   * this method once a minute.
   */
  void maintain() {
    inUse().forEach(line -> line.rotation().maintain());
  }

  /** Publishes the next key of each series, as {@link KeyRotation#rotate} does. */
  List<Next> rotate(boolean atOnce, Actor operator) {
    return inUse().stream().map(line -> line.rotation().rotate(atOnce, operator)).toList();
  }

  /** Revokes a key, as {@link KeyRotation#revoke} does. */
  Revocation revoke(String kid, Actor operator) {
    for (Line line : inUse()) {
      if (line.rotation().revoke(kid, operator) instanceof Revocation.Revoked revoked) {
        return revoked;
      }
    }
    return new Revocation.NotFound();
  }

  /** Returns all keys of all series. */
  List<KeyInfo> list() {
    return inUse().stream().flatMap(line -> line.rotation().list().stream()).toList();
  }

  /** Returns the series that have a key. */
  private List<Line> inUse() {
    List<String> names =
        store.reading(
            tx ->
                IdSigningKeyRows.ofAll(tx).stream()
                    .map(SigningKeyRow::algorithm)
                    .distinct()
                    .toList());
    return lines.entrySet().stream()
        .filter(each -> names.contains(each.getKey().jwsName()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private Line line(SigningAlgorithm algorithm) {
    return Optional.ofNullable(lines.get(algorithm)).orElseThrow();
  }

  private static SigningAlgorithm algorithm(String name) {
    return Optional.of(name)
        .filter(ALGORITHMS::contains)
        .flatMap(SigningAlgorithm::of)
        .orElseThrow(() -> new IllegalArgumentException(name + " does not sign ID tokens"));
  }

  /**
   * Runs a long computation on a platform thread and waits for its end. On a virtual thread, the
   * computation would block the carrier.
   */
  private static void runOnPlatformThread(Runnable work) {
    List<RuntimeException> failures = new ArrayList<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("id-token-key")
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (RuntimeException e) {
                    failures.add(e);
                  }
                });
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a key was made", e);
    }
    failures.forEach(
        failure -> {
          throw failure;
        });
  }

  private static List<String> check(Snapshots database, Unsealer unsealer) {
    return SigningKeys.check(KeyUse.ID_TOKENS, database.reading(IdSigningKeyRows::ofAll), unsealer);
  }

  private static int reseal(Transaction tx, SealedRows.Resealer resealer) {
    List<SigningKeyRow> rows = IdSigningKeyRows.ofAll(tx);
    for (SigningKeyRow row : rows) {
      byte[] sealed = resealer.reseal(row.sealedPrivateKey(), KeyUse.ID_TOKENS.identity(row.kid()));
      IdSigningKeyRows.reseal(tx, row.kid(), sealed);
    }
    return rows.size();
  }
}
