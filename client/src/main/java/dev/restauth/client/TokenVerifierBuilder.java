package dev.restauth.client;

import dev.restauth.client.NotConnectedException.Reason;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The settings of a {@link TokenVerifier}; each has a default but the service key. Not thread-safe. */
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
  private Duration patience = Duration.ofSeconds(10);
  private Optional<SSLContext> tls = Optional.empty();
  private boolean plainHttp;
  private InstantSource clock = InstantSource.system();
  private LongSupplier ticker = System::nanoTime;
  private FeedTimings pace = FeedTimings.USUAL;

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
          "the server's URL is like https://auth.example.com, without user, query and fragment");
    }
    return url;
  }

  /**
   * The key of this service, with the scope {@code revocations:read}; white space around it is taken
   * off.
   *
   * @throws IllegalArgumentException where it cannot be one
   */
  public TokenVerifierBuilder serviceKey(String key) {
    if (!KEY.matcher(key.strip()).matches()) {
      throw new IllegalArgumentException("a service key is one line of letters and digits");
    }
    serviceKey = Optional.of(key.strip());
    return this;
  }

  /** For whom tokens must be: one of their {@code aud}. By default the server's own audience. */
  public TokenVerifierBuilder audience(String name) {
    audience = Optional.of(name);
    return this;
  }

  /** What becomes of tokens while the server is not heard. By default {@link WhenStale#refuse}. */
  public TokenVerifierBuilder whenStale(WhenStale choice) {
    whenStale = choice;
    return this;
  }

  /**
   * For how long after its {@code exp} a token still counts, where this machine's clock is ahead of the
   * server's. By default none: whoever uses a token renews it anyway. A token of the future, by up to a
   * minute, counts without any.
   *
   * @throws IllegalArgumentException where it is negative or above a minute
   */
  public TokenVerifierBuilder leeway(Duration atMost) {
    if (atMost.isNegative() || atMost.compareTo(LEEWAY_AT_MOST) > 0) {
      throw new IllegalArgumentException("the leeway is between nothing and a minute");
    }
    leeway = atMost;
    return this;
  }

  /**
   * How long {@link #connect} waits. By default ten seconds.
   *
   * @throws IllegalArgumentException where it is not positive
   */
  public TokenVerifierBuilder connectWithin(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero()) {
      throw new IllegalArgumentException("the time to connect in is above zero");
    }
    patience = atMost;
    return this;
  }

  /** Whom to trust, where the server's certificate is of an authority of your own. */
  public TokenVerifierBuilder tls(SSLContext context) {
    tls = Optional.of(context);
    return this;
  }

  /**
   * Allows a URL of {@code http} that is not this machine's. Whoever is on the way can then read the
   * service key and tell us whatever he likes, his own keys for tokens, too.
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

  TokenVerifierBuilder pace(FeedTimings other) {
    pace = other;
    return this;
  }

  /**
   * Connects, and waits until the server has told what is revoked.
   *
   * @throws NotConnectedException where the server does not let us, or does not answer in time
   * @throws IllegalStateException where there is no service key, or the URL is one of {@code http}
   */
  public TokenVerifier connect() {
    String key = serviceKey.orElseThrow(() -> new IllegalStateException("there is no service key"));
    if (url.getScheme().equalsIgnoreCase("http")
        && !plainHttp
        && !LOOPBACK.matcher(url.getHost()).matches()) {
      throw new IllegalStateException(
          "the service key would go over plain http; use https, or insecurelyOverPlainHttp()");
    }
    RemoteServer server = new RemoteServer(http(), url.toString(), key, pace.answerWithin());
    RevocationState knowledge =
        new RevocationState(
            new TrustedKeys(server::keySet, ticker, pace.keyInquiries()),
            new Freshness(ticker, pace.staleAfter()),
            audience,
            clock);
    Feed feed = new Feed(server, knowledge, upkeep(knowledge), pace);
    Thread thread = new Thread(feed, "restauth-feed");
    thread.setDaemon(true);
    TokenVerifier verifier =
        new TokenVerifier(
            knowledge,
            new Introspection(server, ticker, pace.answerWithin()),
            whenStale,
            clock,
            leeway.toSeconds(),
            thread);
    thread.start();
    await(feed, verifier);
    return verifier;
  }

  /**
   * HTTP/1.1: a stream of HTTP/2 shares its connection with others, and when that is dead, connecting
   * anew would find the same one again.
   */
  private HttpClient http() {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(pace.staleAfter());
    tls.ifPresent(http::sslContext);
    return http.build();
  }

  private Runnable upkeep(RevocationState knowledge) {
    return () ->
        knowledge
            .revocations()
            .forgetExpired(Math.floorDiv(clock.millis(), 1000L) - leeway.toSeconds());
  }

  private void await(Feed feed, TokenVerifier verifier) {
    try {
      feed.ready().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      verifier.close();
      throw new NotConnectedException(
          Reason.UNREACHABLE,
          "REST-auth at " + url + " was not ready within " + patience + ": " + feed.trouble());
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
