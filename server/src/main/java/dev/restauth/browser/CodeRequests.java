package dev.restauth.browser;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.http.Call;
import dev.restauth.http.Cookie;
import dev.restauth.logincode.LoginCodes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The mailed codes for which browsers wait. The server stores no page state: the id of the code's request travels in encrypted
 * form, and belongs to one browser and one log-in. A cookie also contains the encrypted id, so that this browser can open the
 * link in the mail. Thread-safe.
 */
record CodeRequests(SealedAttempts attempts, InstantSource clock) {
  private static final String COOKIE = "ra-code";

  /** The time that a user must wait before the server can send the mail again. */
  static final Duration RESEND_AFTER = Duration.ofSeconds(60);

  /**
   * A requested code.
   *
   * @param request the id of the code's request
   * @param at the time of the request, in whole seconds
   * @param address the address
   */
  record CodeRequest(String request, Instant at, String address) {
    /** Leaves out request and address. */
    @Override
    public String toString() {
      return "CodeRequest[]";
    }
  }

  /** Encrypts a new request. */
  String begin(Asked asked, String request, String address) {
    return attempts.seal(
        request + "\n" + clock.instant().getEpochSecond() + "\n" + address,
        asked.browser().binding(),
        asked.sealed());
  }

  /** Decrypts a request; empty if the request has expired, or belongs to another browser or another log-in. */
  Optional<CodeRequest> open(Asked asked, String attempt) {
    return attempts
        .open(attempt, asked.browser().binding(), asked.sealed())
        .map(text -> List.of(text.split("\n", -1)))
        .map(
            lines ->
                new CodeRequest(
                    lines.get(0),
                    Instant.ofEpochSecond(Long.parseLong(lines.get(1))),
                    lines.get(2)))
        .filter(code -> code.at().plus(LoginCodes.DURATION).isAfter(clock.instant()));
  }

  /**
   * Returns how long the user must wait before the server can send the mail again; zero if the server can send it now.
   */
  Duration left(CodeRequest code) {
    Duration left = Duration.between(clock.instant(), code.at().plus(RESEND_AFTER));
    return left.isPositive() ? left : Duration.ZERO;
  }

  /**
   * The encrypted text in the cookie, before its decryption.
   *
   * @param request the encrypted request of an application
   */
  record Remembered(String attempt, Optional<String> request) {
    /** Leaves out both. */
    @Override
    public String toString() {
      return "Remembered[]";
    }
  }

  /**
   * Returns the cookie. If the application's request is too long for the cookie, the link in the mail only shows the code.
   */
  static Cookie cookie(String attempt, Optional<String> request) {
    String value = attempt + request.map(each -> "." + each).orElse("");
    return value.length() > Cookie.LENGTH_AT_MOST
        ? removed()
        : Cookie.lasting(COOKIE, value, LoginCodes.DURATION);
  }

  static Cookie removed() {
    return Cookie.removed(COOKIE);
  }

  /** Reads the cookie in a call. */
  static Optional<Remembered> remembered(Call call) {
    return call.cookie(COOKIE)
        .map(
            value -> {
              int dot = value.indexOf('.'); // the encrypted text does not contain this character
              return dot < 0
                  ? new Remembered(value, Optional.empty())
                  : new Remembered(value.substring(0, dot), Optional.of(value.substring(dot + 1)));
            });
  }
}
