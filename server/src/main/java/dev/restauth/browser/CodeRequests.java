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
 * The requests for mailed codes. The server does not store which browser waits for which code.
 * Instead, the request id is encrypted in URLs and forms, for one browser and one log-in. A cookie
 * also contains the encrypted id, so that this browser can open the link in the mail. Thread-safe.
 */
record CodeRequests(SealedAttempts attempts, InstantSource clock) {
  private static final String COOKIE = "ra-code";

  /** The time for which a user must wait before requesting the mail again. */
  static final Duration RESEND_AFTER = Duration.ofSeconds(60);

  /**
   * A requested code.
   *
   * @param request the request id of the code
   * @param at the time of the request, in whole seconds
   * @param address the address to which the code was mailed
   */
  record CodeRequest(String request, Instant at, String address) {
    /** Returns a text without the request and the address. */
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

  /**
   * Decrypts a request; empty if it has expired, or belongs to another browser or another log-in.
   */
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
   * Returns how long the user must wait before requesting the mail again; zero if they need not
   * wait.
   */
  Duration left(CodeRequest code) {
    Duration left = Duration.between(clock.instant(), code.at().plus(RESEND_AFTER));
    return left.isPositive() ? left : Duration.ZERO;
  }

  /**
   * The content of the cookie, still encrypted.
   *
   * @param request the encrypted request of an application, if there is one
   */
  record Remembered(String attempt, Optional<String> request) {
    /** Returns a text that contains neither value. */
    @Override
    public String toString() {
      return "Remembered[]";
    }
  }

  /**
   * Returns the cookie. If the application's request is too long for a cookie, returns the removal
   * of the cookie. The link in the mail then leads to a page that only shows the code.
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
              int dot = value.indexOf('.'); // the encrypted text contains no dot
              return dot < 0
                  ? new Remembered(value, Optional.empty())
                  : new Remembered(value.substring(0, dot), Optional.of(value.substring(dot + 1)));
            });
  }
}
