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
 * The mailed codes that browsers wait for. Nothing of them is stored for a page: the id of the code's request travels sealed,
 * and belongs to one browser and one log-in. A cookie has the same, so that this browser can open the link in the mail.
 * Thread-safe.
 */
record CodeRequests(SealedAttempts attempts, InstantSource clock) {
  private static final String COOKIE = "ra-code";

  /** The time that a user waits before the mail can be sent once more. */
  static final Duration RESEND_AFTER = Duration.ofSeconds(60);

  /**
   * A code that was asked for.
   *
   * @param request the id of its request
   * @param at when, in whole seconds
   * @param address the address
   */
  record CodeRequest(String request, Instant at, String address) {
    /** Leaves out request and address. */
    @Override
    public String toString() {
      return "CodeRequest[]";
    }
  }

  /** Seals a request that has just been made. */
  String begin(Asked asked, String request, String address) {
    return attempts.seal(
        request + "\n" + clock.instant().getEpochSecond() + "\n" + address,
        asked.browser().binding(),
        asked.sealed());
  }

  /** Opens a request; empty if it has ended, or belongs to another browser or another log-in. */
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

  /** Returns how long the user must wait before the mail can be sent once more; zero if it can. */
  Duration left(CodeRequest code) {
    Duration left = Duration.between(clock.instant(), code.at().plus(RESEND_AFTER));
    return left.isPositive() ? left : Duration.ZERO;
  }

  /**
   * The sealed text in the cookie, not opened yet.
   *
   * @param request the sealed request of an application
   */
  record Remembered(String attempt, Optional<String> request) {
    /** Leaves out both. */
    @Override
    public String toString() {
      return "Remembered[]";
    }
  }

  /** Returns the cookie. If the request of the application is too long for it, the link in the mail shows only the code. */
  static Cookie cookie(String attempt, Optional<String> request) {
    String value = attempt + request.map(each -> "." + each).orElse("");
    return value.length() > Cookie.LENGTH_AT_MOST
        ? removed()
        : Cookie.lasting(COOKIE, value, LoginCodes.DURATION);
  }

  static Cookie removed() {
    return Cookie.removed(COOKIE);
  }

  /** Reads the cookie of the browser that makes a call. */
  static Optional<Remembered> remembered(Call call) {
    return call.cookie(COOKIE)
        .map(
            value -> {
              int dot = value.indexOf('.'); // there is none in what is sealed
              return dot < 0
                  ? new Remembered(value, Optional.empty())
                  : new Remembered(value.substring(0, dot), Optional.of(value.substring(dot + 1)));
            });
  }
}
