package dev.restauth.outbound;

import dev.restauth.blocking.Blocking;
import dev.restauth.config.AddressBlock;
import dev.restauth.config.Config;
import dev.restauth.crypto.CertificateFiles;
import dev.restauth.outbound.OutboundException.Kind;
import dev.restauth.span.Span;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Calls servers whose URLs clients chose. Each call has a connection of its own, follows no redirect, sends no cookie and no
 * credentials, and ends within {@link #DEADLINE}. This covers the wait for other calls, DNS, TLS and the answer.
 *
 * <p>The addresses of the name are judged after the look-up ({@link AddressRules}). If one of them is refused, so is the call;
 * otherwise the connection goes to a judged address, whatever DNS answers later (DNS rebinding). TLS, from version 1.2 on,
 * checks the certificate against the name.
 *
 * <p>Thread-safe. Methods wait; call them on virtual threads, and outside of transactions. Nothing is loaded or started before the
 * first call.
 */
public final class OutboundClient implements AutoCloseable {
  /** The time of a call. */
  public static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final int ADDRESSES_TO_TRY = 3;

  private final Supplier<AddressRules> rules;
  private final Optional<Path> authorities;
  private final NameResolver resolver;
  private final Duration deadline;
  private final CallLimit limit = new CallLimit();
  private final OutboundCounts counts;
  private Optional<Started> started = Optional.empty();
  private boolean closed;

  /** Everything that the first call needs. */
  private record Started(NameLookups names, AddressRules rules, OutboundTransport transport) {}

  /** Creates a client with the settings of {@link OutboundSettings}. */
  OutboundClient(Config config, OutboundCounts counts) {
    this(config, InetAddress::getAllByName, DEADLINE, counts);
  }

  /** A client with another resolver or deadline, for tests. */
  OutboundClient(Config config, NameResolver resolver, Duration deadline, OutboundCounts counts) {
    this(
        rulesOfClients(config.get(OutboundSettings.OUTBOUND_NETWORKS)),
        config.get(OutboundSettings.OUTBOUND_CA_FILE),
        resolver,
        deadline,
        counts);
  }

  /**
   * A client with its own rules.
   *
   * @param rules makes them at the first call
   * @param authorities certificates to trust, beside those that Java trusts
   * @param counts counts its calls
   */
  OutboundClient(
      Supplier<AddressRules> rules,
      Optional<Path> authorities,
      NameResolver resolver,
      Duration deadline,
      OutboundCounts counts) {
    this.rules = rules;
    this.authorities = authorities;
    this.resolver = resolver;
    this.deadline = deadline;
    this.counts = counts;
  }

  private static Supplier<AddressRules> rulesOfClients(List<AddressBlock> networks) {
    return () -> AddressRules.ofClients(networks);
  }

  /**
   * Gets a document.
   *
   * @param kind what the document is for
   * @param uri an absolute https URL, without user and fragment
   * @param mediaTypes the accepted media types, in lower case without parameters, such as {@code application/json}
   * @param atMost the largest accepted body, in bytes, up to 16 MB
   * @return the answer, which has the status 200
   * @throws OutboundException if the call fails
   */
  public OutboundResponse get(CallKind kind, URI uri, Set<String> mediaTypes, int atMost) {
    return call(
        new OutboundRequest(
            kind, OutboundTarget.of(uri), Optional.empty(), mediaTypes, atMost, Optional.empty()));
  }

  /**
   * Posts a message. It is sent at most once, but a failed call may have been received. Only the status of the answer counts: its
   * body is not read, since a server that answers has received the message, whatever happens to its answer.
   *
   * @param kind what the message is for
   * @param uri an absolute https URL, without user and fragment
   * @param mediaType the media type of the body
   * @param body the body; not changed, and not to be changed during the call
   * @return the status of the answer, from 200 to 299
   * @throws OutboundException if the call fails
   */
  public int post(CallKind kind, URI uri, String mediaType, byte[] body) {
    OutboundRequest.Content content = new OutboundRequest.Content(mediaType, body);
    return call(new OutboundRequest(
            kind, OutboundTarget.of(uri), Optional.of(content), Set.of(), 0, Optional.empty()))
        .status();
  }

  OutboundResponse call(OutboundRequest request) {
    Blocking.begin();
    long began = System.nanoTime();
    try (Span span = Span.begin(Span.Kind.CLIENT, "call another server")) {
      span.set("http.request.method", request.content().isPresent() ? "POST" : "GET");
      try {
        OutboundResponse response = limited(request);
        counts.succeeded(request.kind(), System.nanoTime() - began);
        span.set("http.response.status_code", response.status());
        return response;
      } catch (OutboundException e) {
        counts.failed(request.kind(), e.kind(), System.nanoTime() - began);
        span.fail(e.kind().name().toLowerCase(Locale.ROOT));
        throw e;
      }
    }
  }

  private OutboundResponse limited(OutboundRequest request) {
    CallDeadline end = CallDeadline.in(deadline);
    OutboundTarget target = request.target();
    try {
      if (!limit.begin(target.host(), end)) {
        throw target.failure(Kind.TIMEOUT, "too many other calls");
      }
      try {
        return call(request, end);
      } finally {
        limit.end(target.host());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw target.failure(Kind.CLOSED, "the call was interrupted");
    } catch (OutboundException e) {
      if (isClosed()) {
        throw target.failure(Kind.CLOSED, "the server stops");
      }
      throw e;
    }
  }

  private OutboundResponse call(OutboundRequest request, CallDeadline end)
      throws InterruptedException {
    OutboundTarget target = request.target();
    Started with = start(target);
    List<InetAddress> addresses = with.names().resolve(target, end);
    for (InetAddress each : addresses) {
      if (!with.rules().allow(each)) {
        throw target.failure(
            Kind.REFUSED_ADDRESS,
            "the address " + each.getHostAddress() + " " + with.rules().refusal());
      }
    }
    int left = Math.min(addresses.size(), ADDRESSES_TO_TRY);
    for (InetAddress each : addresses) {
      Duration connecting = Duration.ofNanos(end.nanosLeft() / left);
      try {
        return with.transport().call(request, each, connecting, end);
      } catch (OutboundException e) {
        left--;
        if (e.kind() != Kind.UNREACHABLE || left == 0) {
          throw e;
        }
      }
    }
    throw new IllegalStateException("there is always an address");
  }

  private synchronized Started start(OutboundTarget target) {
    if (closed) {
      throw target.failure(Kind.CLOSED, "the server stops");
    }
    try {
      Started now =
          started.orElseGet(
              () ->
                  new Started(
                      new NameLookups(resolver), rules.get(), new OutboundTransport(authorities)));
      started = Optional.of(now);
      return now;
    } catch (IllegalArgumentException e) {
      throw target.failure(
          Kind.TLS, OutboundSettings.OUTBOUND_CA_FILE.key() + ": " + e.getMessage());
    }
  }

  /**
   * Reads the file of authorities again, for connections from now on.
   *
   * @return a line for the operator; empty if the settings name no file
   * @throws IllegalArgumentException if the file holds no certificates; then nothing has changed
   */
  synchronized Optional<String> reloadAuthorities() {
    authorities.ifPresent(
        file ->
            started.ifPresentOrElse(
                with -> with.transport().reload(), () -> CertificateFiles.checkAuthorities(file)));
    return authorities.map(
        file -> "calls to servers of clients trust the authorities of " + file + " as it is now");
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Ends all calls, connections and threads. Calls fail from then on. */
  @Override
  public void close() {
    Optional<Started> last;
    synchronized (this) {
      closed = true;
      last = started;
    }
    last.ifPresent(
        it -> {
          it.names().close();
          it.transport().close();
        });
  }
}
