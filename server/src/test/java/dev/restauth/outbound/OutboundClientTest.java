package dev.restauth.outbound;

import static dev.restauth.outbound.OutboundScene.JSON;
import static dev.restauth.outbound.OutboundScene.LONG;
import static dev.restauth.outbound.OutboundScene.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Eventually;
import dev.restauth.config.Loading;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.outbound.OutboundException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outbound calls: the allowed addresses, TLS, and deadlines. */
class OutboundClientTest {
  private static final String DOCUMENT = "{\"keys\":[]}";

  @TempDir static Path folder;
  private static TestAuthority authority;

  @BeforeAll
  static void certify() throws Exception {
    authority =
        TestAuthority.in(folder)
            .with(
                "client",
                TestCertificate.dns("client.example"),
                TestCertificate.dns("b.example"),
                TestCertificate.ip("127.0.0.1"))
            .with("other", TestCertificate.dns("other.example"))
            .withExpired("expired", TestCertificate.dns("client.example"));
  }

  private static ClientServer serving(String alias, ClientServer.Answer answer) throws Exception {
    return new ClientServer(authority.server(alias), answer);
  }

  private static ClientServer serving(ClientServer.Answer answer) throws Exception {
    return serving("client", answer);
  }

  private static OutboundScene scene() throws Exception {
    return new OutboundScene(folder, authority.file(), LONG).name("client.example", "127.0.0.1");
  }

  private static String url(ClientServer server, String path) {
    return "https://client.example:" + server.port() + path;
  }

  @Test
  void getsADocument() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      OutboundResponse response = scene.get(url(server, "/jwks.json?a=b%20c"));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.mediaType()).isEqualTo("application/json");
      assertThat(response.body()).asString(StandardCharsets.UTF_8).isEqualTo(DOCUMENT);
      assertThat(response.toString()).doesNotContain("keys");
      assertThat(server.requests())
          .containsExactly(
              """
              GET /jwks.json?a=b%20c HTTP/1.1
              host: client.example:PORT
              user-agent: REST-auth
              accept: application/json
              accept-encoding: identity
              connection: close

              """
                  .replace("PORT", Integer.toString(server.port()))
                  .replace("\n", "\r\n"));
      assertThat(server.names()).containsExactly("client.example");
    }
  }

  @Test
  void countsCallsByKindAndOutcome() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      scene.get(url(server, "/jwks.json"));
      scene.get(url(server, "/jwks.json"));
      scene.refused("https://unknown.example/jwks.json");
      OutboundScene.failure(
          () ->
              scene.client.post(
                  CallKind.BACKCHANNEL_LOGOUT,
                  URI.create("https://unknown.example/logout"),
                  "text/plain",
                  new byte[0]));
      assertThat(scene.counted("jwks_uri", "success")).isEqualTo(2);
      assertThat(scene.counted("jwks_uri", "unresolved")).isEqualTo(1);
      assertThat(scene.counted("backchannel_logout", "unresolved")).isEqualTo(1);
      assertThat(scene.counted("traces", "unresolved")).isZero();
    }
  }

  @Test
  void postsAForm() throws Exception {
    try (ClientServer server =
            serving(
                ClientServer.answering("HTTP/1.1 204 No Content\nCache-Control: no-store", ""));
        OutboundScene scene = scene()) {
      int status =
          scene.client.post(
              CallKind.BACKCHANNEL_LOGOUT,
              URI.create(url(server, "/logout")),
              "application/x-www-form-urlencoded",
              "logout_token=ey".getBytes(StandardCharsets.UTF_8));
      assertThat(status).isEqualTo(204);
      assertThat(server.requests().getFirst())
          .startsWith("POST /logout HTTP/1.1\r\n")
          .contains("accept: */*\r\n", "content-type: application/x-www-form-urlencoded\r\n")
          .contains("content-length: 15\r\n")
          .endsWith("\r\n\r\nlogout_token=ey");
    }
  }

  @Test
  void callsAddressesWithoutNames() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      assertThat(scene.get("https://127.0.0.1:" + server.port() + "/").status()).isEqualTo(200);
      assertThat(server.names()).isEmpty(); // SNI contains no addresses (RFC 6066, section 3)
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]"})
  void judgesAddressesInUrls(String host) throws Exception {
    try (OutboundScene scene = new OutboundScene(new Loading(folder).config(), LONG)) {
      OutboundException failure = scene.refused("https://" + host + "/");
      assertThat(failure.kind()).isEqualTo(Kind.REFUSED_ADDRESS);
      assertThat(failure).hasMessageContaining("is not public, and not in outbound-networks");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "169.254.169.254", "::1", "64:ff9b::a00:1"})
  void refusesNamesOfWhichOneAddressIsRefused(String address) throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      for (String[] all : List.of(new String[] {"127.0.0.1", address}, new String[] {address})) {
        scene.name("client.example", all);
        OutboundException failure = scene.refused(url(server, "/"));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED_ADDRESS);
        assertThat(failure)
            .hasMessageContaining("the address " + InetAddress.ofLiteral(address).getHostAddress());
      }
      assertThat(server.connections()).isZero();
    }
  }

  /** DNS rebinding: the second DNS response leads to another machine. */
  @Test
  void connectsToTheAddressThatItJudged() throws Exception {
    AtomicInteger lookups = new AtomicInteger();
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      scene.name(
          "client.example",
          _ ->
              new InetAddress[] {
                InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "192.168.0.1")
              });
      assertThat(scene.get(url(server, "/")).status()).isEqualTo(200);
      assertThat(lookups).hasValue(1);
      assertThat(scene.refused(url(server, "/")).kind()).isEqualTo(Kind.REFUSED_ADDRESS);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void triesTheNextAddressIfThereIsNoConnection() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      scene.name("client.example", "127.0.0.2", "127.0.0.1");
      assertThat(scene.get(url(server, "/")).status()).isEqualTo(200);
      scene.name("client.example", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.1");
      assertThat(scene.refused(url(server, "/")).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void reportsNamesWithoutAddress() throws Exception {
    try (OutboundScene scene = scene().name("empty.example")) {
      assertThat(scene.refused("https://unknown.example/").kind()).isEqualTo(Kind.UNRESOLVED);
      assertThat(scene.refused("https://empty.example/").kind()).isEqualTo(Kind.UNRESOLVED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other", "expired"})
  void refusesCertificatesThatAreNotValidForTheName(String alias) throws Exception {
    try (ClientServer server = serving(alias, ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      OutboundException failure = scene.refused(url(server, "/?token=secret"));
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageStartingWith("client.example:" + server.port() + ": TLS failed: ")
          .hasMessageContaining(alias.equals("other") ? "client.example found" : "NotAfter")
          .hasMessageNotContaining("secret");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void refusesUnknownAuthorities() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene =
            new OutboundScene(
                    new Loading(folder).flag("outbound-networks", "127.0.0.1").config(), LONG)
                .name("client.example", "127.0.0.1")) {
      OutboundException failure = scene.refused(url(server, "/"));
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageContaining("certification path");
    }
  }

  @Test
  void saysThatTheFileOfAuthoritiesIsUnusable() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.pem"), "nothing");
    try (OutboundScene scene =
        new OutboundScene(folder, broken, LONG).name("client.example", "127.0.0.1")) {
      OutboundException failure = scene.refused("https://client.example/");
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure)
          .hasMessageContaining("outbound-ca-file", "broken.pem holds no readable PEM certificate");
    }
  }

  @Test
  void reportsServersWithoutTls() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        OutboundScene scene = scene()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var client = plain.accept()) {
                  ClientServer.write(client.getOutputStream(), "SSH-2.0-secret\r\n");
                  var _ = client.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The client closes the connection.
                }
              });
      OutboundException failure = scene.refused("https://client.example:" + plain.getLocalPort());
      assertThat(failure.kind()).isEqualTo(Kind.TLS);
      assertThat(failure).hasMessageEndingWith("the server does not answer with TLS");
    }
  }

  @Test
  void abortsCallsInTime() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        ClientServer slow = serving(_ -> never.await());
        OutboundScene scene =
            new OutboundScene(folder, authority.file(), SHORT)
                .name("client.example", "127.0.0.1")
                .name("dns.example", _ -> awaited(never))) {
      assertThat(scene.refused("https://dns.example/"))
          .hasMessageEndingWith("DNS did not answer in time");
      assertThat(scene.refused("https://client.example:" + silent.getLocalPort() + "/").kind())
          .isEqualTo(Kind.TIMEOUT); // the server accepts the connection and stays silent
      assertThat(scene.refused(url(slow, "/")).kind()).isEqualTo(Kind.TIMEOUT);
    } finally {
      never.countDown();
    }
  }

  private static InetAddress[] awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return new InetAddress[0];
  }

  @Test
  void aHostThatDoesNotAnswerLeavesRoomForOthers() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    try (ClientServer slow =
            serving(
                out -> {
                  answered.await();
                  ClientServer.json(DOCUMENT).write(out);
                });
        ClientServer other = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene().name("b.example", "127.0.0.1");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<OutboundResponse>> calls =
          IntStream.range(0, 20)
              .mapToObj(
                  _ -> CompletableFuture.supplyAsync(() -> scene.get(url(slow, "/")), threads))
              .toList();
      Eventually.eventually(
          "four calls", () -> slow.requests().size() == CallLimit.CALLS_TO_A_HOST);
      assertThat(scene.get("https://b.example:" + other.port() + "/").status()).isEqualTo(200);
      assertThat(slow.connections()).isEqualTo(CallLimit.CALLS_TO_A_HOST);
      answered.countDown();
      assertThat(calls).allSatisfy(call -> assertThat(call.join().status()).isEqualTo(200));
    }
  }

  @Test
  void closingStopsCallsAndThreads() throws Exception {
    Set<Thread> ofOthers = threads(); // for example a server's look-up that DNS does not answer
    CountDownLatch never = new CountDownLatch(1);
    try (ClientServer slow = serving(_ -> never.await());
        OutboundScene scene = scene();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<OutboundException> call =
          CompletableFuture.supplyAsync(() -> scene.refused(url(slow, "/")), threads);
      Eventually.eventually("a request", () -> slow.requests().size() == 1);
      assertThat(threads()).anyMatch(each -> !ofOthers.contains(each));
      scene.client.close();
      assertThat(call.join().kind()).isEqualTo(Kind.CLOSED);
      assertThat(scene.refused(url(slow, "/")).kind()).isEqualTo(Kind.CLOSED);
      Eventually.eventually("no thread", () -> ofOthers.containsAll(threads()));
    } finally {
      never.countDown();
    }
  }

  /** Returns the threads of all clients in this virtual machine. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("outbound"))
        .collect(Collectors.toSet());
  }

  @Test
  void anInterruptedCallIsAborted() throws Exception {
    try (ClientServer server = serving(ClientServer.json(DOCUMENT));
        OutboundScene scene = scene()) {
      Thread.currentThread().interrupt();
      assertThat(scene.refused(url(server, "/")).kind()).isEqualTo(Kind.CLOSED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void refusesLimitsThatWouldNotProtect() throws Exception {
    try (OutboundScene scene = scene()) {
      URI uri = URI.create("https://client.example/");
      assertThatThrownBy(() -> scene.client.get(CallKind.JWKS_URI, uri, JSON, -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> scene.client.get(CallKind.JWKS_URI, uri, JSON, Integer.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
