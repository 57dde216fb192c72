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
 * The steps that a browser has done, sealed for URLs and forms. Each opens only in the browser that did it, and only with the
 * same request of an application, so a stranger cannot make another user go on with the stranger's code. Thread-safe.
 */
final class SealedSteps {
  /** The time that a user waits before the server sends another mail. */
  private static final Duration ANOTHER_MAIL = Duration.ofMinutes(1);

  /** The maximum length of what a user has typed, in characters: that of an address or a user name. */
  private static final int TYPED_AT_MOST = 255;

  /** The maximum length, in characters: any typed text in UTF-8, and the rest. */
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

  /** The steps, each of which leads to a page. */
  enum Kind {
    /** A mail with a code for a new password was requested. */
    RESET_ASKED,
    /** The same by undoing a change of the address. */
    RESET_BY_UNDO,
    /** The code for a new password is correct. */
    RESET_PROVED,
    /** A mail with a code for an account was requested. */
    REGISTRATION_ASKED,
    /** The code for an account is correct. */
    REGISTRATION_PROVED,
    /** The code of an invitation is correct. */
    INVITED,
    /** A code that confirms an address was entered before its user logged in. */
    CONFIRMATION
  }

  /**
   * A step.
   *
   * @param request the id of the request whose mail has the code; may be empty
   * @param code the code; may be empty
   * @param text what the user has typed, or the name or address for which the code is
   * @param at when it was done
   */
  record Step(String request, String code, String text, Instant at) {
    /** Returns the code of a request. */
    static Step proved(String request, String code, String text) {
      return new Step(request, code, text, Instant.EPOCH);
    }

    /** Leaves out all of it. */
    @Override
    public String toString() {
      return "Step[]";
    }
  }

  /** Returns the step of a user who has just requested a mail. */
  Step asked(String request, String typed) {
    return new Step(request, "", typed.length() > TYPED_AT_MOST ? "" : typed, clock.instant());
  }

  /** Returns how long a user has to wait for another mail, in whole seconds; 0 if they need not. */
  long secondsToWait(Step step) {
    Duration left = Duration.between(clock.instant(), step.at().plus(ANOTHER_MAIL));
    return Math.clamp(left.plusNanos(999_999_999).toSeconds(), 0, ANOTHER_MAIL.toSeconds());
  }

  /** Seals a step of the browser that makes a call. */
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

  /** Returns a step; empty if it was not sealed for this browser and this request, or is none of this kind. */
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
