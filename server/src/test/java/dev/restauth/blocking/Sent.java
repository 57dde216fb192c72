package dev.restauth.blocking;

import dev.restauth.http.Fields;
import dev.restauth.http.IncomingRequest;
import dev.restauth.http.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** A complete request as a listener would pass it on, without a connection. */
record Sent(String call, String target, String content, List<String> lines)
    implements IncomingRequest {

  /**
   * Creates a request.
   *
   * @param line method and target, such as {@code GET /api/token?refresh=true}
   * @param lines the header lines without Host
   */
  static Sent of(String line, String content, String... lines) {
    String[] parts = line.split(" ", 2);
    return new Sent(
        parts[0],
        parts[1],
        content,
        Stream.concat(Stream.of("Host: 127.0.0.1"), Stream.of(lines)).toList());
  }

  @Override
  public Method method() {
    return new Method(call);
  }

  @Override
  public String path() {
    return target.split("\\?", 2)[0];
  }

  @Override
  public String query() {
    return target.contains("?") ? target.split("\\?", 2)[1] : "";
  }

  @Override
  public Fields fields() {
    return name ->
        lines.stream()
            .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
            .map(line -> line.substring(name.length() + 2))
            .toList();
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public InetSocketAddress peer() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
  }

  @Override
  public byte[] body() {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean gone() {
    return false;
  }
}
