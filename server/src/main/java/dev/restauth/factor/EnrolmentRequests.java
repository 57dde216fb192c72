package dev.restauth.factor;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.Proof;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Sealed requests to enrol an authenticator app. The client keeps the sealed request until the user
 * enters the first code. The server therefore stores nothing about an app that is never used.
 * Thread-safe.
 */
final class EnrolmentRequests {
  /** The validity of a request. */
  static final Duration DURATION = Duration.ofMinutes(10);

  private static final String IDENTITY = "totp-enrolment";

  /** The maximum length of a request, in characters. */
  private static final int LENGTH_AT_MOST = 500;

  private static final int MEMBERS = 7;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;

  EnrolmentRequests(Vault vault) {
    this.sealing =
        new Lazy<>(() -> Sealing.under(ENCODER.encodeToString(vault.digest(IDENTITY).of())));
  }

  /**
   * A request.
   *
   * @param generation the generation of the account
   * @param hasFactor whether the account already had a factor
   * @param methods the methods with which the user was authenticated
   * @param provedAt the time of that authentication
   * @param at the time of the request
   * @param secret the new secret
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Enrolment(
      long accountId,
      long generation,
      boolean hasFactor,
      AuthenticationMethods methods,
      Instant provedAt,
      Instant at,
      byte[] secret) {
    /** Returns the proofs with which the user was authenticated. */
    List<Proof> proofs() {
      return methods.all().stream().map(method -> new Proof(method, provedAt)).toList();
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
      return "Enrolment[accountId=" + accountId + "]";
    }
  }

  String seal(Enrolment enrolment) {
    String text =
        String.join(
            ",",
            Long.toString(enrolment.accountId()),
            Long.toString(enrolment.generation()),
            Boolean.toString(enrolment.hasFactor()),
            enrolment.methods().text(),
            Long.toString(enrolment.provedAt().getEpochSecond()),
            Long.toString(enrolment.at().getEpochSecond()),
            ENCODER.encodeToString(enrolment.secret()));
    return ENCODER.encodeToString(
        sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), IDENTITY));
  }

  /** Opens a sealed request; empty if the request is not from this server, or has expired. */
  Optional<Enrolment> open(String request, Instant now) {
    if (request.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(request);
      String text = new String(sealing.get().open(sealed, IDENTITY), StandardCharsets.UTF_8);
      String[] members = text.split(",", MEMBERS);
      Enrolment enrolment =
          new Enrolment(
              Long.parseLong(members[0]),
              Long.parseLong(members[1]),
              Boolean.parseBoolean(members[2]),
              AuthenticationMethods.parse(members[3]).orElseThrow(),
              Instant.ofEpochSecond(Long.parseLong(members[4])),
              Instant.ofEpochSecond(Long.parseLong(members[5])),
              Base64.getUrlDecoder().decode(members[6]));
      return Optional.of(enrolment).filter(found -> found.at().plus(DURATION).isAfter(now));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }
}
