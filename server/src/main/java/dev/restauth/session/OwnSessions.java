package dev.restauth.session;

import dev.restauth.event.Network;
import dev.restauth.session.BrowserLogins.BrowserLogin;
import dev.restauth.session.Sessions.EndOutcome;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sessions of clients and browsers that the owner of an account can list and end. Thread-safe.
 */
public final class OwnSessions {
  private final Sessions sessions;
  private final BrowserLogouts browsers;

  OwnSessions(Sessions sessions, BrowserLogouts browsers) {
    this.sessions = sessions;
    this.browsers = browsers;
  }

  /**
   * A live session.
   *
   * @param browser whether this is the session of a browser at this server's own pages
   * @param impersonated whether an administrator acts in this session as the owner of the account
   * @param usedAt the time of the last renewal; the stored time may be up to a minute older
   * @param address the client's address at the log-in, as text; empty for an impersonated session
   * @param clientId the OAuth client that has the session; empty for none
   */
  public record Listed(
      String id,
      boolean browser,
      boolean impersonated,
      Instant usedAt,
      String address,
      Optional<String> userAgent,
      Optional<String> clientId) {
    private static Listed of(LiveSession session) {
      return new Listed(
          session.id(),
          false,
          session.impersonated(),
          session.renewedAt(),
          session.address(),
          session.userAgent(),
          session.client().map(ClientGrant::clientId));
    }

    private static Listed of(BrowserLogin login) {
      return new Listed(
          login.id(),
          true,
          false,
          login.renewedAt(),
          login.address(),
          login.userAgent(),
          Optional.empty());
    }

    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "Listed[id=" + id + "]";
    }
  }

  /** Returns the live sessions of an account. The most recently used one comes first. */
  public List<Listed> of(long accountId) {
    return Stream.concat(
            sessions.of(accountId).stream().map(Listed::of),
            browsers.of(accountId).stream().map(Listed::of))
        .sorted(Comparator.comparing(Listed::usedAt).reversed())
        .toList();
  }

  /**
   * Ends one of an account's live sessions.
   *
   * @param generation the generation of the account when the caller was authenticated
   * @param from the network of the client, if available
   * @return {@code UNKNOWN} if the session does not exist, or belongs to another account
   */
  public EndOutcome endOne(long accountId, long generation, String id, Optional<Network> from) {
    EndOutcome outcome = sessions.endOne(accountId, generation, id, from);
    return outcome == EndOutcome.UNKNOWN
        ? browsers.endOne(accountId, generation, id, from)
        : outcome;
  }

  /**
   * Ends all sessions of an account except the caller's browser session. Client sessions that began
   * in this browser session end too. Their clients can get new sessions through the browser.
   *
   * @param generation the generation of the account to which the browser session belongs
   * @param from the network of the browser
   * @return {@code TOO_LATE} if the browser session had already ended
   */
  public EndOutcome endOthersOfBrowser(
      long accountId, long generation, String browserSessionId, Optional<Network> from) {
    return sessions.endOthers(
        accountId,
        generation,
        browserSessionId,
        tx -> browsers.isLive(tx, accountId, browserSessionId),
        from);
  }
}
