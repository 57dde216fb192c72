package dev.restauth.listener;

import dev.restauth.Declarations;
import dev.restauth.blocking.Blocking;
import dev.restauth.config.Config;
import dev.restauth.config.ConfigLoader;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Authenticator;
import dev.restauth.http.Caller;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Dispatcher;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.Method;
import dev.restauth.http.NobodyKnown;
import dev.restauth.http.RemoteClient;
import dev.restauth.http.RouteTable;
import dev.restauth.span.Spans;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The listener with test routes. Requests to these routes wait until the test releases them, and
 * check meanwhile whether the client is still connected. GET /wait waits in the route, and a
 * request of the user "slow" waits in the password check.
 */
public final class WaitingServer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  /** The only piece of the streamed response to GET /stream. */
  static final byte[] STREAMED = new byte[1_000_003];

  /** The size of the response to GET /large, which no socket accepts at once. */
  static final int LARGE = 12_000_000;

  private static final int LOOKS = 500 * PATIENCE_SECONDS;

  public record Waiting(
      RemoteClient client, HttpServer http, CountDownLatch goOn, CountDownLatch gaveUp) {

    /** Returns whether the request stopped because its client had closed the connection. */
    public boolean givesUp() throws InterruptedException {
      return gaveUp.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Waits until more bytes have arrived, which the connection buffers.
     */
    public void awaitUnread() throws InterruptedException {
      for (int i = 0; http.heldBytes() == 0; i++) {
        if (gaveUp.await(1, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("the client counts as disconnected");
        }
        if (i == 1000 * PATIENCE_SECONDS) {
          throw new AssertionError("nothing has arrived");
        }
      }
    }
  }

  /** A password check for all users except "slow". */
  public interface Passwords {
    /** Checks a password, like {@link Authenticator#byPassword}. */
    LoginOutcome check(String name, String password, RemoteClient client);
  }

  private final HttpServer http;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();

  private WaitingServer(Path folder, Map<String, String> settings, Passwords others) {
    RouteTable routes =
        new RouteTable()
            .route(
                Method.GET,
                "/wait",
                Access.ALL,
                call -> {
                  await(call.client());
                  return text("waited");
                })
            .route(
                Method.GET,
                "/who",
                Access.ALL,
                call -> text(call.client().address().getHostAddress()))
            .route(Method.GET, "/large", Access.ALL, _ -> text("x".repeat(LARGE)))
            .route(
                Method.GET,
                "/stream",
                Access.ALL,
                _ -> Answer.streamed("text/plain", reader -> reader.write(STREAMED.clone())))
            .route(Method.POST, "/echo", Access.USER, call -> text(call.json().string("said")))
            .route(Method.GET, "/name", Access.USER, call -> text(call.user().username()));
    Map<String, String> flags = new HashMap<>(Map.of("port", "0", "data", "data"));
    flags.putAll(settings);
    Config config = ConfigLoader.load(Declarations.OURS.settings(), flags, Map.of(), folder);
    http =
        HttpServer.start(
            config,
            HttpServer.prepare(config),
            Dispatcher.of(
                config,
                routes,
                new NobodyKnown() {
                  @Override
                  public LoginOutcome byPassword(
                      String name, String password, RemoteClient client) {
                    Blocking.begin();
                    if (!name.equals("slow")) {
                      return others.check(name, password, client);
                    }
                    await(client);
                    return accepted(name);
                  }
                },
                Optional.empty(),
                Spans.NONE));
  }

  public static WaitingServer start(Path folder, Map<String, String> settings) {
    return start(folder, settings, (name, password, client) -> accepted(name));
  }

  public static WaitingServer start(
      Path folder, Map<String, String> settings, Passwords passwords) {
    return new WaitingServer(folder, settings, passwords);
  }

  private static LoginOutcome accepted(String name) {
    return new LoginOutcome.LoggedIn(
        new Caller.User(1, name, 1, Optional.empty(), Optional.empty()));
  }

  private static Answer text(String text) {
    return Answer.text(200, "text/plain", text);
  }

  /** Waits, but not forever, because a failed test does not release its request. */
  private void await(RemoteClient client) {
    Blocking.begin();
    Waiting request = new Waiting(client, http, new CountDownLatch(1), new CountDownLatch(1));
    boolean gone = client.gone();
    waiting.add(request);
    try {
      for (int i = 0; !gone && i < LOOKS && !request.goOn.await(2, TimeUnit.MILLISECONDS); i++) {
        gone = client.gone();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (gone) {
      request.gaveUp.countDown();
      throw new ClientGoneException("the client is gone");
    }
  }

  /** Returns the next waiting request. */
  public Waiting waiting() throws InterruptedException {
    return Objects.requireNonNull(
        waiting.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no request came");
  }

  HttpServer http() {
    return http;
  }

  public int port() {
    return http.port();
  }

  public int connections() {
    return http.connections();
  }

  @Override
  public void close() {
    http.close();
  }
}
