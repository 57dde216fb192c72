package dev.restauth.client;

import dev.restauth.client.NotConnectedException.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A builder of a {@link TokenVerifier}. All settings except the service key have defaults. Not
 * thread-safe.
 */
public final class TokenVerifierBuilder {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);
  private static final Duration LEEWAY_AT_MOST = Duration.ofMinutes(1);

  private final URI url;
  private Optional<String> serviceKey = Optional.empty();
  private Optional<String> audience = Optional.empty();
  private WhenStale whenStale = WhenStale.refuse();
  private Duration leeway = Duration.ZERO;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Optional<SSLContext> tls = Optional.empty();
  private boolean plainHttp;
  private InstantSource clock = InstantSource.system();
  private LongSupplier ticker = System::nanoTime;
  private FeedTimings timings = FeedTimings.DEFAULTS;

  TokenVerifierBuilder(String url) {
    this.url = address(url);
  }

  private static URI address(String text) {
    URI url = URI.create(text.replaceFirst("/+$", ""));
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (url.getHost() == null
        || !(scheme.equals("https") || scheme.equals("http"))
        || url.getUserInfo() != null
        || url.getQuery() != null
        || url.getFragment() != null) {
      throw new IllegalArgumentException(
          "the server's URL must be like https://auth.example.com, without user, query or fragment");
    }
    return url;
  }

  /**
   * Sets this service's key. The key needs the scope {@code revocations:read}. White space around
   * the key is removed.
   *
   * @throws IllegalArgumentException if the key is malformed
   */
  public TokenVerifierBuilder serviceKey(String key) {
    // System.getenv returns null for a variable that is not set.
    Objects.requireNonNull(
        key, "there is no service key: is the variable set that should contain it?");
    if (!KEY.matcher(key.strip()).matches()) {
      throw new IllegalArgumentException("a service key is a single line of letters and digits");
    }
    serviceKey = Optional.of(key.strip());
    return this;
  }

  /** Sets the audience that {@code aud} must contain. The default is the server's own audience. */
  public TokenVerifierBuilder audience(String name) {
    audience = Optional.of(name);
    return this;
  }

  /**
   * Sets the treatment of tokens while the feed is stale. The default is {@link WhenStale#refuse}.
   */
  public TokenVerifierBuilder whenStale(WhenStale choice) {
    whenStale = choice;
    return this;
  }

  /**
   * Sets how long after its {@code exp} a token is still accepted, in case this machine's clock is
   * ahead of the server's clock. The default is zero, because clients renew tokens in time anyway.
   * Even with zero leeway, the verifier accepts a token whose time of issue is up to a minute in
   * the future.
   *
   * @throws IllegalArgumentException if the leeway is negative or above a minute
   */
  public TokenVerifierBuilder leeway(Duration atMost) {
    if (atMost.isNegative() || atMost.compareTo(LEEWAY_AT_MOST) > 0) {
      throw new IllegalArgumentException("the leeway must be between zero and a minute");
    }
    leeway = atMost;
    return this;
  }

  /**
   * Sets how long {@link #connect} waits. The default is ten seconds.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  public TokenVerifierBuilder connectWithin(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("connectWithin must be above zero");
    }
    connectTimeout = atMost;
    return this;
  }

  /** Sets the trusted certificates, if your own CA has issued the server's certificate. */
  public TokenVerifierBuilder tls(SSLContext context) {
    tls = Optional.of(context);
    return this;
  }

  /**
   * Allows an {@code http} URL of another machine. An attacker on the network path can then read
   * the service key and send forged data, such as their own keys for signing tokens.
   */
  public TokenVerifierBuilder insecurelyOverPlainHttp() {
    plainHttp = true;
    return this;
  }

  TokenVerifierBuilder clock(InstantSource source) {
    clock = source;
    return this;
  }

  TokenVerifierBuilder ticker(LongSupplier nanoseconds) {
    ticker = nanoseconds;
    return this;
  }

  TokenVerifierBuilder timings(FeedTimings other) {
    timings = other;
    return this;
  }

  /**
   * Connects, and waits until the verifier has received all revocations.
   *
   * @throws NotConnectedException if the server refuses the connection, or is not ready in time
   * @throws IllegalStateException if the builder has no service key, or the URL uses {@code http}
   *     for another machine and {@link #insecurelyOverPlainHttp} was not called
   */
  public TokenVerifier connect() {
    String key = serviceKey.orElseThrow(() -> new IllegalStateException("a service key is needed"));
    if (url.getScheme().equalsIgnoreCase("http")
        && !plainHttp
        && !LOOPBACK.matcher(url.getHost()).matches()) {
      throw new IllegalStateException(
          "the service key would be sent over plain http; use https, or insecurelyOverPlainHttp()");
    }
    RemoteServer server = new RemoteServer(http(), url.toString(), key, timings.answerWithin());
    RevocationState state =
        new RevocationState(
            new TrustedKeys(server::keySet, ticker, timings.keyInquiries()),
            new Freshness(ticker, timings.staleAfter()),
            audience,
            clock);
    Feed feed = new Feed(server, state, upkeep(state), timings);
    Thread thread = new Thread(feed, "restauth-feed");
    thread.setDaemon(true);
    TokenVerifier verifier =
        new TokenVerifier(
            state,
            new Introspection(server, ticker, timings.answerWithin()),
            whenStale,
            clock,
            leeway.toSeconds(),
            thread);
    thread.start();
    await(feed, verifier);
    return verifier;
  }

  /**
   * Creates an HTTP/1.1 client. An HTTP/2 stream would share its connection with other streams. If
   * that connection were dead, a reconnect would use it again.
   */
  private HttpClient http() {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timings.staleAfter());
    tls.ifPresent(http::sslContext);
    return http.build();
  }

  private Runnable upkeep(RevocationState state) {
    return () ->
        state
            .revocations()
            .removeExpired(Math.floorDiv(clock.millis(), 1000L) - leeway.toSeconds());
  }

  private void await(Feed feed, TokenVerifier verifier) {
    try {
      feed.ready().get(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      verifier.close();
      throw new NotConnectedException(
          Reason.UNREACHABLE,
          "REST-auth at "
              + url
              + " was not ready within "
              + connectTimeout
              + ": "
              + feed.trouble());
    } catch (ExecutionException e) {
      verifier.close();
      if (e.getCause() instanceof NotConnectedException refused) {
        throw new NotConnectedException(
            refused.reason(), "REST-auth at " + url + ": " + refused.getMessage());
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      verifier.close();
      Thread.currentThread().interrupt();
      throw new NotConnectedException(Reason.UNREACHABLE, "interrupted while connecting");
    }
  }
}
