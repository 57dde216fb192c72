package dev.restauth.listener;

import dev.restauth.http.FieldNames;
import dev.restauth.http.Fields;
import dev.restauth.http.Incoming;
import dev.restauth.http.Method;
import dev.restauth.listener.http2.Field;
import dev.restauth.listener.http2.Request;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** A request of HTTP/2. */
record Http2Incoming(Request request, Fields fields, InetSocketAddress peer, boolean isSecure)
    implements Incoming {

  static Http2Incoming of(Request request, InetSocketAddress peer, boolean secure) {
    return new Http2Incoming(request, name -> all(request, name), peer, secure);
  }

  /**
   * What HTTP/2 calls the authority is the Host field (RFC 9113 section 8.3.1). A Host field that says
   * something else makes two of them, which are refused.
   */
  private static List<String> all(Request request, String name) {
    List<String> found = List.of();
    for (Field field : request.fields()) { // a few; each request looks for six names
      if (field.name().equalsIgnoreCase(name)) {
        found = and(found, field.value());
      }
    }
    if (name.equals(FieldNames.HOST) && request.authority().isPresent()) {
      String authority = request.authority().get();
      return found.equals(List.of(authority)) ? found : and(found, authority);
    }
    return found;
  }

  private static List<String> and(List<String> values, String value) {
    return values.isEmpty()
        ? List.of(value)
        : Stream.concat(values.stream(), Stream.of(value)).toList();
  }

  /** Helidon does not tell {@code get} from {@code GET}, so this does not, either. */
  @Override
  public Method method() {
    return new Method(io.helidon.http.Method.create(request.method()).text());
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
  public boolean gone() {
    return request.gone().getAsBoolean();
  }
}
