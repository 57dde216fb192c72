package dev.restauth.work;

import dev.restauth.blocking.Blocking;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proof of work in the style of Hashcash. The client searches for a number: the SHA-256 of {@code
 * CHALLENGE:NUMBER} must begin with as many zero bits as the challenge requires. This makes
 * millions of sign-ups and mails expensive. It proves nothing else about the client. Thread-safe.
 *
 * <p>A challenge is not stored: it contains its difficulty and its expiry, protected by a keyed
 * digest. The first call that presents its solution to this server uses up the challenge, even if
 * the call fails.
 */
public final class SignUpWork {
  /** The name of the form field that contains the proof. */
  public static final String FORM_FIELD = "work";

  /** The validity of a challenge. */
  static final Duration VALIDITY = Duration.ofMinutes(5);

  /** The form of a proof: a challenge and a number below 10^20. */
  private static final Pattern PRESENTED =
      Pattern.compile("([A-Za-z0-9_-]{%d}):[0-9]{1,20}".formatted(Challenge.LENGTH));

  private static final int PRESENTED_AT_MOST = Challenge.LENGTH + 21;

  private final int difficulty;
  private final KeyedDigest digest;
  private final InstantSource clock;
  private final RandomIds nonces = new RandomIds();
  private final UsedChallenges used = new UsedChallenges();

  /**
   * Creates the check of proofs.
   *
   * @param difficulty the difficulty in bits; 0 turns the check off
   * @param digest the keyed digest that authenticates challenges
   */
  SignUpWork(int difficulty, KeyedDigest digest, InstantSource clock) {
    this.difficulty = difficulty;
    this.digest = digest;
    this.clock = clock;
  }

  /** Returns a new challenge. */
  Answer challenge() {
    if (difficulty == 0) {
      return Answer.problem(
          ProblemType.NOT_FOUND.because(
              "This server requires no proof of work. Send the request without one."));
    }
    Instant until = clock.instant().plus(VALIDITY).truncatedTo(ChronoUnit.SECONDS);
    String text = new Challenge(until, difficulty, nonces.next()).text(digest);
    return Answer.json(
        200,
        json -> {
          json.text("challenge", text);
          json.number("difficulty", difficulty);
          json.number("expires_in", VALIDITY.toSeconds());
        });
  }

  /**
   * Requires the proof in the header field {@code Sign-Up-Work}, and uses it up. Must be called
   * after the request was found to be well-formed, but before any expensive work and before
   * anything that reveals information about accounts.
   *
   * @throws ProblemException if the proof is missing, wrong, expired or already used
   */
  public void require(Call call) {
    if (!accepts(call.signUpWork())) {
      throw new ProblemException(
          ProblemType.WORK_REQUIRED.because(
              "This call requires a proof of work, and the one in this request is missing, wrong, too"
                  + " old or used. Get a challenge with GET /api/sign-up-work, solve it, and send both"
                  + " in the field Sign-Up-Work."));
    }
  }

  private boolean isRequired() {
    return difficulty > 0;
  }

  /**
   * Returns the path from which the script of a page gets a challenge; empty if this server
   * requires no proof.
   */
  public Optional<String> challenges(Call call) {
    return isRequired() ? Optional.of(call.pathOf(WorkRoutes.PATH)) : Optional.empty();
  }

  /**
   * Returns whether a proof is accepted, and uses it up. If this server requires no proof, always
   * returns true. See {@link #require} for the right moment.
   */
  public boolean accepts(Optional<String> presented) {
    if (!isRequired()) {
      return true;
    }
    Blocking.begin(); // otherwise a restarted request would find its own proof already used
    Optional<Challenge> solved = presented.flatMap(this::solved);
    return solved.isPresent() && used.add(solved.get(), clock.instant());
  }

  private Optional<Challenge> solved(String presented) {
    if (presented.length() > PRESENTED_AT_MOST) {
      return Optional.empty();
    }
    Matcher form = PRESENTED.matcher(presented);
    if (!form.matches()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    return Challenge.of(form.group(1), digest)
        .filter(challenge -> challenge.until().isAfter(now))
        .filter(challenge -> challenge.difficulty() >= difficulty)
        .filter(challenge -> zeroBits(presented) >= challenge.difficulty());
  }

  private static int zeroBits(String presented) {
    byte[] hash = Sha256.of(presented.getBytes(StandardCharsets.US_ASCII));
    int bits = 0;
    for (byte each : hash) {
      int zeros = Integer.numberOfLeadingZeros(each & 0xff) - (Integer.SIZE - Byte.SIZE);
      bits += zeros;
      if (zeros < Byte.SIZE) {
        break;
      }
    }
    return bits;
  }
}
