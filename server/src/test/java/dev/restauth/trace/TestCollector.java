package dev.restauth.trace;

import static dev.restauth.Eventually.eventually;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A trace collector that decodes traces with OpenTelemetry's Python package. */
public final class TestCollector implements AutoCloseable {
  private static final String DECODE =
      """
      import json, struct, sys
      from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
      spans, data = [], sys.stdin.buffer.read()
      def value(any):
        return getattr(any, any.WhichOneof('value'))
      while data:
        length = struct.unpack('>I', data[:4])[0]
        request = ExportTraceServiceRequest()
        request.ParseFromString(data[4:4 + length])
        assert request.SerializeToString() == data[4:4 + length], 'there are unknown fields'
        data = data[4 + length:]
        for resource in request.resource_spans:
          for scope in resource.scope_spans:
            for span in scope.spans:
              spans.append({
                'resource': {each.key: value(each.value) for each in resource.resource.attributes},
                'trace': span.trace_id.hex(), 'id': span.span_id.hex(), 'parent': span.parent_span_id.hex(),
                'name': span.name, 'kind': span.kind, 'start': span.start_time_unix_nano,
                'end': span.end_time_unix_nano, 'failed': span.status.code == 2, 'flags': span.flags,
                'attributes': {each.key: value(each.value) for each in span.attributes}})
      print(json.dumps(spans))
      """;

  private final HttpServer http;
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  /** A received span. */
  public record Received(
      Map<String, String> resource,
      String trace,
      String id,
      String parent,
      String name,
      int kind,
      long start,
      long end,
      boolean failed,
      int flags,
      Map<String, Object> attributes) {}

  /** Starts a collector on a free port. */
  public TestCollector() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::receive);
    http.start();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      heads.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().entrySet());
      bodies.add(body);
      exchange.sendResponseHeaders(status, -1);
    }
  }

  /** Returns the value of {@code traces-endpoint}. */
  public String endpoint() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  /** Sets the status of all further responses. */
  void answer(int newStatus) {
    status = newStatus;
  }

  /** Returns method, path and header of each request. */
  List<String> heads() {
    return List.copyOf(heads);
  }

  /** Returns all received bytes, one character each. */
  String bytes() {
    StringBuilder all = new StringBuilder();
    bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
    return all.toString();
  }

  /** Waits until a span with a name has arrived, and returns it. */
  public Received await(String name) {
    // The received bytes contain the name unchanged. Starting Python for each attempt would be too
    // slow.
    eventually("the span " + name + " has arrived", () -> bytes().contains(name));
    return find(span -> span.name().equals(name)).orElseThrow();
  }

  /** Returns the first matching span. */
  Optional<Received> find(Predicate<Received> wanted) {
    return spans().stream().filter(wanted).findFirst();
  }

  /** Returns the child spans of a span. */
  List<Received> below(Received span) {
    return spans().stream().filter(each -> each.parent().equals(span.id())).toList();
  }

  /** Returns all spans in the order in which they arrived. */
  public List<Received> spans() {
    try {
      Process python =
          new ProcessBuilder("/usr/bin/python3", "-c", DECODE)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (DataOutputStream to = new DataOutputStream(python.getOutputStream())) {
        for (byte[] body : new ArrayList<>(bodies)) {
          to.writeInt(body.length);
          to.write(body);
        }
      }
      // Python would complain about a reader that does not wait for its last line break.
      byte[] json = python.getInputStream().readAllBytes();
      return new JsonMapper().readValue(json, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the traces cannot be decoded; this needs python3-opentelemetry-proto", e);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
