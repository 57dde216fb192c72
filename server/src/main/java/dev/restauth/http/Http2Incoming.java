package dev.restauth.http;

import dev.restauth.http2.Field;
import dev.restauth.http2.Request;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A request of HTTP/2. */
record Http2Incoming(Request request, Headers headers, InetSocketAddress peer, boolean isSecure)
    implements Incoming {

  static Http2Incoming of(Request request, InetSocketAddress peer, boolean secure) {
    WritableHeaders<?> headers = WritableHeaders.create();
    for (Field field : request.fields()) {
      headers.add(
          HeaderValues.create(HeaderNames.createFromLowercase(field.name()), field.value()));
    }
    request.authority().ifPresent(authority -> addHost(headers, authority));
    return new Http2Incoming(request, headers, peer, secure);
  }

  /** A Host field that says something else (RFC 9113 section 8.3.1) makes two of them, which are refused. */
  private static void addHost(WritableHeaders<?> headers, String authority) {
    if (!headers.all(HeaderNames.HOST, List::of).equals(List.of(authority))) {
      headers.add(HeaderValues.create(HeaderNames.HOST, authority));
    }
  }

  @Override
  public Method method() {
    return Method.create(request.method());
  }

  @Override
  public String path() {
    int query = request.target().indexOf('?');
    return query < 0 ? request.target() : request.target().substring(0, query);
  }

  @Override
  public String query() {
    int query = request.target().indexOf('?');
    return query < 0 ? "" : request.target().substring(query + 1);
  }

  @Override
  public byte[] body() {
    return request.body();
  }

  @Override
  public Client client(TrustedProxies proxies) {
    return new Client() {
      @Override
      public InetAddress address() {
        return proxies.client(
            peer.getAddress(), headers.all(HeaderNames.X_FORWARDED_FOR, List::of));
      }

      @Override
      public boolean gone() {
        return request.gone().getAsBoolean();
      }
    };
  }
}
