package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Declarations;
import dev.restauth.config.ConfigLoader;
import dev.restauth.session.Proofs;
import dev.restauth.span.Spans;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The dispatcher, called with requests that do not come from a socket. */
class DispatcherTest {
  private static final String SHOWN = "{\"said\":\"hello\"}";

  private final Dispatcher dispatcher =
      Dispatcher.of(
          ConfigLoader.load(
              Declarations.OURS.settings(), Map.of(), Map.of(), Path.of("").toAbsolutePath()),
          new RouteTable()
              .route(Method.POST, "/say", Access.ALL, call -> said(call.json().string("said")))
              .route(
                  Method.GET,
                  "/where",
                  Access.ALL,
                  call -> said(call.client().address().getHostAddress()))
              .route(
                  Method.GET,
                  "/news",
                  Access.ALL,
                  _ -> Answer.streamed("text/plain", reader -> reader.write(bytes("news"))))
              .route(
                  Method.GET,
                  "/left",
                  Access.ALL,
                  _ -> {
                    throw new ClientGoneException("the client is gone");
                  })
              .route(Method.GET, "/me", Access.USER, call -> said(call.user().username())),
          new NobodyKnown() {
            @Override
            public LoginOutcome byPassword(String username, String password, RemoteClient client) {
              return switch (password) {
                case "python" ->
                    new LoginOutcome.LoggedIn(
                        new Caller.User(1, username, 1, Optional.empty(), Optional.empty()));
                case "half" -> new LoginOutcome.FactorMissing(Proofs.half(1, 1));
                default -> new LoginOutcome.Refused();
              };
            }
          },
          Optional.empty(),
          Spans.NONE);

  /** A request that is made within the process. */
  private record InProcess(Method method, String path, Map<String, String> sent, String text)
      implements IncomingRequest {
    @Override
    public String query() {
      return "";
    }

    @Override
    public Fields fields() {
      return name ->
          name.equals(FieldNames.HOST)
              ? List.of("localhost")
              : Optional.ofNullable(sent.get(name)).map(List::of).orElse(List.of());
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public InetSocketAddress peer() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public byte[] body() {
      return bytes(text);
    }

    @Override
    public boolean gone() {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Answer said(String text) {
    return Answer.text(200, "text/plain", text);
  }

  private Answer answer(Method method, String path, Map<String, String> sent) {
    return dispatcher.answer(new InProcess(method, path, sent, SHOWN));
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void readsBodiesAndFields() {
    Answer said = answer(Method.POST, "/say", Map.of(FieldNames.CONTENT_TYPE, "application/json"));
    assertThat(said.status()).isEqualTo(200);
    assertThat(text(said)).isEqualTo("hello");
    assertThat(answer(Method.POST, "/say", Map.of()).status()).isEqualTo(415);
    assertThat(text(answer(Method.GET, "/where", Map.of()))).isEqualTo("127.0.0.1");
  }

  @Test
  void refusesUnknownCallersAndUnknownPaths() {
    Map<String, String> right = Map.of(FieldNames.AUTHORIZATION, basic("python"));
    assertThat(text(answer(Method.GET, "/me", right))).isEqualTo("susan");
    Answer refused = answer(Method.GET, "/me", Map.of(FieldNames.AUTHORIZATION, basic("perl")));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.fields())
        .contains(
            new HeaderField(
                FieldNames.WWW_AUTHENTICATE, "Basic realm=\"Authentication Required\""));
    Answer half = answer(Method.GET, "/me", Map.of(FieldNames.AUTHORIZATION, basic("half")));
    assertThat(half)
        .as("says no more than that a factor is missing")
        .usingRecursiveComparison()
        .isEqualTo(refused.with(FieldNames.OTP_REQUIRED, ""));
    assertThat(answer(Method.GET, "/nothing", Map.of()).status()).isEqualTo(404);
    Answer notAllowed = answer(Method.DELETE, "/say", Map.of());
    assertThat(notAllowed.status()).isEqualTo(405);
    assertThat(notAllowed.fields()).contains(new HeaderField(FieldNames.ALLOW, "POST, OPTIONS"));
  }

  @Test
  void methodsAreCaseSensitive() {
    assertThat(answer(new Method("get"), "/where", Map.of()).status()).isEqualTo(405);
  }

  @Test
  void returnsTheAnswerWithoutWritingIt() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Answer news = answer(Method.GET, "/news", Map.of());
    assertThat(news.body()).isEmpty();
    news.streamed().orElseThrow().writeTo(written::writeBytes);
    assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("news");
  }

  @Test
  void throwsIfTheClientIsGone() {
    assertThatThrownBy(() -> answer(Method.GET, "/left", Map.of()))
        .isInstanceOf(ClientGoneException.class);
  }

  private static String basic(String password) {
    return HttpCalls.basic("susan", password).substring("Authorization: ".length());
  }
}
