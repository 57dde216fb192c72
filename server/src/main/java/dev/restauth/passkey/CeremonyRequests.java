package dev.restauth.passkey;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.Proof;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.Sha256;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sealed requests of WebAuthn ceremonies. The client keeps the challenge in sealed form until it
 * sends the answer, so the server stores nothing when a ceremony begins. The purpose of a request
 * is fixed at its creation. Thread-safe.
 */
final class CeremonyRequests {
  /** The validity of a request. */
  static final Duration DURATION = Duration.ofMinutes(5);

  private static final int CHALLENGE_BYTES = 32;

  /** The maximum length of a request, in characters. */
  private static final int LENGTH_AT_MOST = 500;

  private static final int MEMBERS = 7;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;
  private final RandomIds random = new RandomIds();

  CeremonyRequests(Vault vault) {
    this.sealing =
        new Lazy<>(
            () -> Sealing.under(ENCODER.encodeToString(vault.digest("passkey-request").of())));
  }

  /**
   * Reads the key. Must be called before a transaction begins, because the first use of the key
   * reads it from the database.
   */
  void prepare() {
    var _ = sealing.get();
  }

  /** The purpose of a request. */
  enum Purpose {
    /** Creating a passkey. */
    CREATE,
    /** Logging in, or a step-up, with only the passkey. */
    LOG_IN,
    /** Proving the second factor of a log-in. */
    COMPLETE;

    static Optional<Purpose> of(String name) {
      return Arrays.stream(values()).filter(each -> each.name().equals(name)).findFirst();
    }
  }

  /**
   * A request.
   *
   * @param accountId the account for which a passkey is created or a log-in is completed; 0 if the
   *     user is unknown
   * @param generation the generation of that account
   * @param methods the methods with which the user was authenticated when a creation began
   * @param provedAt the time of that authentication
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ceremony(
      Purpose purpose,
      byte[] challenge,
      Instant at,
      long accountId,
      long generation,
      Optional<AuthenticationMethods> methods,
      Instant provedAt) {
    /** Returns the proofs with which the user was authenticated when the creation began. */
    List<Proof> proofs() {
      return methods.orElseThrow().all().stream()
          .map(method -> new Proof(method, provedAt))
          .toList();
    }

    /** Returns the digest that the database stores for a used challenge. */
    byte[] digest() {
      return Sha256.of(ENCODER.encodeToString(challenge));
    }

    /** Returns the time at which the request expires. */
    Instant endsAt() {
      return at.plus(DURATION);
    }

    /** Returns a text without the challenge. */
    @Override
    public String toString() {
      return "Ceremony[purpose=" + purpose + "]";
    }
  }

  /** Begins a log-in of a user who is still unknown. */
  Ceremony beginLogIn(Instant now) {
    return new Ceremony(
        Purpose.LOG_IN, random.bytes(CHALLENGE_BYTES), now, 0, 0, Optional.empty(), Instant.EPOCH);
  }

  /** Begins the last step of an account's log-in. */
  Ceremony beginCompletion(long accountId, long generation, Instant now) {
    return new Ceremony(
        Purpose.COMPLETE,
        random.bytes(CHALLENGE_BYTES),
        now,
        accountId,
        generation,
        Optional.empty(),
        Instant.EPOCH);
  }

  /** Begins the creation of a passkey. */
  Ceremony beginCreation(
      long accountId,
      long generation,
      AuthenticationMethods methods,
      Instant provedAt,
      Instant now) {
    return new Ceremony(
        Purpose.CREATE,
        random.bytes(CHALLENGE_BYTES),
        now,
        accountId,
        generation,
        Optional.of(methods),
        provedAt);
  }

  /**
   * Seals a request. The requests of log-ins with only a passkey have the same length for
   * everybody.
   */
  String seal(Ceremony ceremony) {
    String text =
        String.join(
            ",",
            ceremony.purpose().name(),
            ENCODER.encodeToString(ceremony.challenge()),
            Long.toString(ceremony.at().getEpochSecond()),
            Long.toString(ceremony.accountId()),
            Long.toString(ceremony.generation()),
            ceremony.methods().map(AuthenticationMethods::text).orElse(""),
            Long.toString(ceremony.provedAt().getEpochSecond()));
    return ENCODER.encodeToString(
        sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), "passkey-request"));
  }

  /**
   * Opens a sealed request; empty if the request is not from this server, is for another purpose,
   * or has expired.
   */
  Optional<Ceremony> open(String request, Purpose purpose, Instant now) {
    if (request.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(request);
      String text =
          new String(sealing.get().open(sealed, "passkey-request"), StandardCharsets.UTF_8);
      String[] members = text.split(",", MEMBERS);
      Ceremony ceremony =
          new Ceremony(
              Purpose.of(members[0]).orElseThrow(),
              Base64.getUrlDecoder().decode(members[1]),
              Instant.ofEpochSecond(Long.parseLong(members[2])),
              Long.parseLong(members[3]),
              Long.parseLong(members[4]),
              AuthenticationMethods.parse(members[5]),
              Instant.ofEpochSecond(Long.parseLong(members[6])));
      return Optional.of(ceremony)
          .filter(found -> found.purpose() == purpose)
          .filter(found -> found.endsAt().isAfter(now));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }
}
