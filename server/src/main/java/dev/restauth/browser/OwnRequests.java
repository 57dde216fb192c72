package dev.restauth.browser;

import dev.restauth.assurance.Acr;
import dev.restauth.crypto.Sealing;
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
 * Requests from this server's own pages, if the user must log in or authenticate again before the
 * page continues. These requests are encrypted like the requests of applications, and belong to one
 * browser. Requests of applications are passed on to another {@code LoginRequests}. Thread-safe.
 */
public final class OwnRequests implements LoginRequests {
  private static final String PREFIX = "own.";

  /** The time that a user has for logging in. */
  private static final Duration DURATION = Duration.ofHours(1);

  private static final int LENGTH_AT_MOST = 1_000;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final LoginRequests others;
  private final Lazy<Sealing> sealing;
  private final InstantSource clock;

  /**
   * Creates the object that encrypts and decrypts requests. Encrypted texts without the prefix of
   * this server's requests are passed to {@code others}.
   */
  public OwnRequests(LoginRequests others, Vault vault, InstantSource clock) {
    this.others = others;
    this.sealing =
        new Lazy<>(() -> Sealing.under(ENCODER.encodeToString(vault.digest("page-request").of())));
    this.clock = clock;
  }

  /**
   * A request from a page of this server.
   *
   * @param path the path and the query at which the browser continues, without the path of the
   *     public URL
   * @param proofAfter the time after which the user must have proved their identity, in whole
   *     seconds
   * @param least the minimum class of the authentication
   * @param accountId the account that must log in; empty if any account may log in
   */
  public record Wish(
      String path, Instant proofAfter, Optional<Acr> least, Optional<Long> accountId) {}

  /**
   * Returns the path and the query of the log-in page for a request, without the path of the public
   * URL.
   */
  public String login(Wish wish, String browser) {
    String text =
        String.join(
            "\n",
            Long.toString(clock.instant().plus(DURATION).getEpochSecond()),
            Long.toString(wish.proofAfter().getEpochSecond()),
            wish.least().map(Acr::text).orElse(""),
            wish.accountId().map(id -> Long.toString(id)).orElse(""),
            wish.path());
    byte[] sealed = sealing.get().seal(text.getBytes(StandardCharsets.UTF_8), identity(browser));
    return LoginPages.LOGIN
        + "?"
        + LoginPages.REQUEST
        + "="
        + PREFIX
        + ENCODER.encodeToString(sealed);
  }

  private static String identity(String browser) {
    return "page-request/" + browser;
  }

  @Override
  public Optional<Wanted> open(String sealed, String browser) {
    return isOwn(sealed)
        ? wish(sealed, browser)
            .map(
                wish ->
                    new Wanted(
                        Optional.empty(),
                        wish.proofAfter(),
                        wish.least(),
                        Optional.empty(),
                        Optional.empty(),
                        wish.accountId()))
        : others.open(sealed, browser);
  }

  private static boolean isOwn(String sealed) {
    return sealed.startsWith(PREFIX);
  }

  private Optional<Wish> wish(String sealed, String browser) {
    if (sealed.length() > LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      byte[] text =
          sealing
              .get()
              .open(
                  Base64.getUrlDecoder().decode(sealed.substring(PREFIX.length())),
                  identity(browser));
      List<String> lines = new String(text, StandardCharsets.UTF_8).lines().toList();
      Instant until = Instant.ofEpochSecond(Long.parseLong(lines.get(0)));
      return Optional.of(
              new Wish(
                  lines.get(4),
                  Instant.ofEpochSecond(Long.parseLong(lines.get(1))),
                  Acr.of(lines.get(2)),
                  lines.get(3).isEmpty()
                      ? Optional.empty()
                      : Optional.of(Long.parseLong(lines.get(3)))))
          .filter(_ -> clock.instant().isBefore(until));
    } catch (IllegalArgumentException | UnsealFailedException e) {
      return Optional.empty();
    }
  }

  @Override
  public String continuation(String sealed, String browser) {
    return isOwn(sealed)
        ? wish(sealed, browser).map(Wish::path).orElse(LoginPages.ACCOUNT)
        : others.continuation(sealed, browser);
  }

  /**
   * Returns the path for a user who does not want to authenticate again. After a request of this
   * server, the session does not change, and the user returns to their account page.
   */
  @Override
  public String cancellation(String sealed) {
    return isOwn(sealed) ? LoginPages.ACCOUNT : others.cancellation(sealed);
  }

  @Override
  public String unmet(String sealed) {
    return isOwn(sealed) ? LoginPages.ACCOUNT : others.unmet(sealed);
  }
}
