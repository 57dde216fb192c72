package dev.restauth.signup;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.crypto.Sealing;
import dev.restauth.crypto.Sha256;
import dev.restauth.crypto.UnsealFailedException;
import dev.restauth.job.Lazy;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The steps that a browser has completed, sealed for URLs and forms. A sealed step can be opened
 * only for the same browser and the same request of an application. Otherwise an attacker could
 * make another user continue with the attacker's code. Thread-safe.
 */
final class SealedSteps {
  /** The time for which a user must wait before the server sends another mail. */
  private static final Duration ANOTHER_MAIL = Duration.ofMinutes(1);

  /**
   * The maximum length of a typed address or user name, in characters. A longer text is not stored
   * in a step.
   */
  private static final int TYPED_AT_MOST = 255;

  /**
   * The maximum length of a sealed step, in characters. It is enough for the longest typed text in
   * UTF-8, together with the other values of a step.
   */
  private static final int LENGTH_AT_MOST = 1_500;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Lazy<Sealing> sealing;
  private final InstantSource clock;

  SealedSteps(Vault vault, InstantSource clock) {
    this.sealing =
        new Lazy<>(
            () -> Sealing.under(ENCODER.encodeToString(vault.digest("sign-up-page-step").of())));
    this.clock = clock;
  }

  /** The kinds of steps. After each step, the browser goes to another page. */
  enum Kind {
    /** The user has requested a mail with a code for a new password. */
    RESET_ASKED,
    /**
     * The user has undone a change of the address. The undo sends a mail with a code for a new
     * password.
     */
    RESET_BY_UNDO,
    /** The user has entered a correct code for a new password. */
    RESET_PROVED,
    /** The user has requested a mail with a code for a new account. */
    REGISTRATION_ASKED,
    /** The user has entered a correct code for a new account. */
    REGISTRATION_PROVED,
    /** The user has entered a correct code of an invitation. */
    INVITED,
    /**
     * The user has entered a code for confirming an address. The code is checked only after the
     * user has logged in.
     */
    CONFIRMATION
  }

  /**
   * A step.
   *
   * @param request the id of the request whose mail contains the code; may be empty
   * @param code the code; may be empty
   * @param text the text that the user has typed, or the name or address to which the code belongs
   * @param at the time at which {@link SealedSteps#asked} created the step; the epoch for a step
   *     that {@link #proved} created
   */
  record Step(String request, String code, String text, Instant at) {
    /** Returns a step that contains the code of a request. */
    static Step proved(String request, String code, String text) {
      return new Step(request, code, text, Instant.EPOCH);
    }

    /** Returns a text without any of the values. */
    @Override
    public String toString() {
      return "Step[]";
    }
  }

  /** Returns the step of a user who has just requested a mail. */
  Step asked(String request, String typed) {
    return new Step(request, "", typed.length() > TYPED_AT_MOST ? "" : typed, clock.instant());
  }

  /**
   * Returns the time until a user may request another mail, in whole seconds; 0 if they need not
   * wait.
   */
  long secondsToWait(Step step) {
    Duration left = Duration.between(clock.instant(), step.at().plus(ANOTHER_MAIL));
    return Math.clamp(left.plusNanos(999_999_999).toSeconds(), 0, ANOTHER_MAIL.toSeconds());
  }

  /** Seals a step for the browser that makes the call. */
  String seal(Kind kind, Asked asked, Step step) {
    String text =
        String.join(
            "\n",
            step.request(),
            step.code(),
            Long.toString(step.at().getEpochSecond()),
            step.text());
    return ENCODER.encodeToString(
        sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), identity(kind, asked)));
  }

  /**
   * Opens a step. Returns empty if the text is malformed or too long, or if it was sealed for
   * another kind of step, another browser or another request.
   */
  Optional<Step> open(Kind kind, Asked asked, String sealed) {
    if (sealed.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] text =
          sealing.get().open(Base64.getUrlDecoder().decode(sealed), identity(kind, asked));
      List<String> parts = List.of(new String(text, StandardCharsets.UTF_8).split("\n", 4));
      return Optional.of(
          new Step(
              parts.get(0),
              parts.get(1),
              parts.get(3),
              Instant.ofEpochSecond(Long.parseLong(parts.get(2)))));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }

  private static String identity(Kind kind, Asked asked) {
    return "sign-up-page-step/"
        + kind
        + "/"
        + asked.browser().binding()
        + "/"
        + asked.sealed().map(each -> ENCODER.encodeToString(Sha256.of(each))).orElse("");
  }
}
