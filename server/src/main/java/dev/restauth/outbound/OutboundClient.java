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
 * Calls servers at URLs that clients chose. Each call has a separate connection. A call follows no
 * redirects, sends no cookies or credentials, and ends within {@link #DEADLINE}. This time includes
 * waiting for other calls, DNS, TLS and the answer.
 *
 * <p>After the DNS look-up, {@link AddressRules} checks all addresses of the name. If one address
 * is refused, the call is refused. Otherwise the connection goes to a checked address, even if DNS
 * later gives other answers (DNS rebinding). TLS, in version 1.2 or later, checks the certificate
 * against the name.
 *
 * <p>Thread-safe. Methods wait for the answer, so call them on virtual threads and outside
 * transactions. Nothing is loaded or started before the first call.
 */
public final class OutboundClient implements AutoCloseable {
  /** The maximum duration of a call. */
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

  /** The objects that the first call creates and that all calls use. */
  private record Started(NameLookups names, AddressRules rules, OutboundTransport transport) {}

  /** Creates a client with the settings of {@link OutboundSettings}. */
  OutboundClient(Config config, OutboundCounts counts) {
    this(config, InetAddress::getAllByName, DEADLINE, counts);
  }

  /** Creates a client with another resolver or deadline, for tests. */
  OutboundClient(Config config, NameResolver resolver, Duration deadline, OutboundCounts counts) {
    this(
        rulesOfClients(config.get(OutboundSettings.OUTBOUND_NETWORKS)),
        config.get(OutboundSettings.OUTBOUND_CA_FILE),
        resolver,
        deadline,
        counts);
  }

  /**
   * Creates a client with special rules.
   *
   * @param rules creates the rules at the first call
   * @param authorities certificates to trust, in addition to those that Java trusts
   * @param counts counts the calls
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
   * @param kind the reason for fetching the document
   * @param uri an absolute https URL, without user info and fragment
   * @param mediaTypes the accepted media types, in lower case without parameters, such as {@code
   *     application/json}
   * @param atMost the maximum size of the body, in bytes, up to 16 MB
   * @return the answer, whose status is 200
   * @throws OutboundException if the call fails
   */
  public OutboundResponse get(CallKind kind, URI uri, Set<String> mediaTypes, int atMost) {
    return call(
        new OutboundRequest(
            kind, OutboundTarget.of(uri), Optional.empty(), mediaTypes, atMost, Optional.empty()));
  }

  /**
   * Posts a message. The message is sent at most once, but the server may have received it even if
   * the call fails. Only the status of the answer matters; its body is not read, because any answer
   * shows that the server has received the message.
   *
   * @param kind the reason for sending the message
   * @param uri an absolute https URL, without user info and fragment
   * @param mediaType the media type of the body
   * @param body the body. The method does not change it, and the caller must not change it during
   *     the call
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
   * Reads the file of certificate authorities again, for new connections.
   *
   * @return a line for the operator; empty if the settings name no file
   * @throws IllegalArgumentException if the file contains no certificates; in that case nothing
   *     changes
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

  /** Aborts all calls, closes all connections and stops all threads. Later calls fail. */
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
