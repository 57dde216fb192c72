package dev.restauth.bench.day;

import dev.restauth.account.TestAccounts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Requests of users, services, administrators and attackers, and checks of the answers.
 * Thread-safe.
 */
final class Visits {
  private static final Pattern TOKEN = Pattern.compile("\"(?:token|access_token)\":\"([^\"]+)\"");
  private static final Pattern REFRESH_TOKEN = Pattern.compile("\"refresh_token\":\"([^\"]+)\"");
  private static final Pattern REQUEST = Pattern.compile("\"request\":\"([^\"]+)\"");
  private static final String PASSWORD = "password"; // the password of the test accounts
  private static final String SERVICE = "192.0.2.1";
  private static final int AT_ONCE = 8;
  private static final int MAIL_SECONDS = 30;

  /**
   * The number of values of the last digit of a name. This digit determines how the account is
   * used. Users do not log in to accounts whose password is reset, because a reset revokes the
   * sessions. They do not log in to attacked accounts either, because failures delay log-ins.
   */
  private static final int DIGITS = 16;

  private static final int RESET = 7;
  private static final int ATTACKED = 9;

  /** The number of accounts that get a quarter of all wrong passwords. */
  private static final int OFTEN_ATTACKED = 50;

  private final Client client;
  private final Site site;
  private final String serviceKey;
  private final List<String> personalKeys;
  private final Sessions sessions;
  private final MailSink mails;
  private final Queue<Registered> registered = new ConcurrentLinkedQueue<>();
  private final AtomicLong resets = new AtomicLong(random(Integer.MAX_VALUE));
  private final AtomicLong lookUps = new AtomicLong();

  /**
   * The accounts.
   *
   * @param accounts the number of accounts, a multiple of 16
   * @param users the number of users who log in, at most the number of accounts
   */
  record Site(long accounts, long users) {}

  private record Registered(String name, String password) {}

  Visits(
      Client client,
      Site site,
      String serviceKey,
      List<String> personalKeys,
      Sessions sessions,
      MailSink mails) {
    this.client = client;
    this.site = site;
    this.serviceKey = serviceKey;
    this.personalKeys = List.copyOf(personalKeys);
    this.sessions = sessions;
    this.mails = mails;
  }

  /** Logs users in until half of the places contain a session. */
  void begin() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Boolean>> all =
          Stream.generate(() -> threads.submit(this::logIn)).limit(sessions.places() / 2).toList();
      for (Future<Boolean> each : all) {
        each.get();
      }
    }
  }

  /**
   * Sends a request, or several requests that belong together.
   *
   * @return false if no session or account is available for the request now
   * @throws IOException if an answer is not as expected
   */
  boolean make(Kind kind) throws IOException, InterruptedException {
    return switch (kind) {
      case TOKEN_CHECK -> read("/api/resource");
      case OWN_EVENTS -> read("/api/me/events");
      case INTROSPECTION -> introspect();
      case RENEWAL -> renew(false);
      case REFRESH -> renew(true);
      case KEY_USE -> useKey();
      case LOG_IN -> logIn();
      case LOG_OUT -> logOut();
      case WRONG_PASSWORD -> failToLogIn();
      case REGISTRATION -> register();
      case PASSWORD_CHANGE -> changePassword();
      case RESET -> resetPassword();
      case LOOK_UP -> lookUp();
    };
  }

  private boolean read(String path) throws IOException, InterruptedException {
    Optional<Session> session = sessions.any();
    if (session.isPresent()) {
      String token = session.get().tokens().access();
      client.get(path).by(token).from(session.get().from()).expect(200);
    }
    return session.isPresent();
  }

  private boolean introspect() throws IOException, InterruptedException {
    Optional<Session> session = sessions.any();
    if (session.isPresent()) {
      String token = session.get().tokens().access();
      String answer =
          client
              .postForm("/oauth/introspect", "token", token)
              .by(serviceKey)
              .from(SERVICE)
              .expect(200);
      if (!answer.contains("\"active\":true")) {
        throw new IOException("the token is not active");
      }
    }
    return session.isPresent();
  }

  private boolean renew(boolean byRefreshToken) throws IOException, InterruptedException {
    Optional<Session> session = sessions.next();
    if (session.isPresent()) {
      Session.Tokens next = session.get().tokens();
      try {
        next = renewed(next, session.get().from(), byRefreshToken);
      } finally {
        session.get().renewed(next);
      }
    }
    return session.isPresent();
  }

  private Session.Tokens renewed(Session.Tokens tokens, String from, boolean byRefreshToken)
      throws IOException, InterruptedException {
    long now = System.nanoTime();
    if (!byRefreshToken) {
      String answer = client.get("/api/token").by(tokens.access()).from(from).expect(200);
      return new Session.Tokens(find(TOKEN, answer), tokens.refresh(), now);
    }
    String answer =
        client
            .postForm(
                "/oauth/token", "grant_type", "refresh_token", "refresh_token", tokens.refresh())
            .from(from)
            .expect(200);
    return new Session.Tokens(find(TOKEN, answer), find(REFRESH_TOKEN, answer), now);
  }

  private boolean useKey() throws IOException, InterruptedException {
    String key = personalKeys.get((int) random(personalKeys.size()));
    client.get("/api/resource").by(key).from(address()).expect(200);
    return true;
  }

  private boolean logIn() throws IOException, InterruptedException {
    long user = random(site.users()) * (site.accounts() / site.users());
    long digit = user % DIGITS;
    long number = digit == RESET || digit == ATTACKED ? user - digit : user;
    String from =
        random(10) == 0
            ? address()
            : "10.%d.%d.%d".formatted(number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
    long now = System.nanoTime();
    String answer =
        client
            .get("/api/token?refresh=true")
            .by(TestAccounts.username(number), PASSWORD)
            .from(from)
            .expect(200);
    sessions.add(
        new Session(
            from, new Session.Tokens(find(TOKEN, answer), find(REFRESH_TOKEN, answer), now)));
    return true;
  }

  private boolean logOut() throws IOException, InterruptedException {
    Optional<Session> session = sessions.leave();
    if (session.isPresent()) {
      String token = session.get().tokens().access();
      client.delete("/api/token").by(token).from(session.get().from()).expect(204);
    }
    return session.isPresent();
  }

  /**
   * Tries a wrong password. A few accounts are tried often, and the others rarely. A quarter of the
   * tried names do not exist.
   */
  private boolean failToLogIn() throws IOException, InterruptedException {
    long blocks = site.accounts() / DIGITS;
    long block = random(4) == 0 ? random(Math.min(blocks, OFTEN_ATTACKED)) : random(blocks);
    String name = TestAccounts.username(block * DIGITS + ATTACKED);
    client
        .get("/api/token")
        .by(random(4) == 0 ? "no-" + name : name, "guess-" + random(1_000_000))
        .from(address())
        .expect(401, 429);
    return true;
  }

  private boolean register() throws IOException, InterruptedException {
    String name = "day-" + Long.toHexString(random(Long.MAX_VALUE));
    client
        .postJson("/api/users", "username", name, "password", PASSWORD)
        .from(address())
        .expect(201);
    registered.add(new Registered(name, PASSWORD));
    return true;
  }

  private boolean changePassword() throws IOException, InterruptedException {
    Optional<Registered> user = Optional.ofNullable(registered.poll());
    if (user.isPresent()) {
      String name = user.get().name();
      String old = user.get().password();
      String next = "next-" + random(1_000_000);
      client
          .postJson("/api/me/password", "current_password", old, "new_password", next)
          .by(name, old)
          .from(address())
          .expect(204);
      registered.add(new Registered(name, next));
    }
    return user.isPresent();
  }

  /** Requests a code, waits for the mail, and resets the password to the same value as before. */
  private boolean resetPassword() throws IOException, InterruptedException {
    long block = resets.getAndIncrement() % (site.accounts() / DIGITS);
    String name = TestAccounts.username(block * DIGITS + RESET);
    String from = address();
    CompletableFuture<String> mailed = mails.nextCode(name + "@example.com");
    String asked = client.postJson("/api/password-resets", "username", name).from(from).expect(202);
    try {
      String code = mailed.get(MAIL_SECONDS, TimeUnit.SECONDS);
      client
          .postJson(
              "/api/password-resets/" + find(REQUEST, asked),
              "code",
              code,
              "new_password",
              PASSWORD)
          .from(from)
          .expect(204);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no mail", e);
    }
    return true;
  }

  private boolean lookUp() throws IOException, InterruptedException {
    long id = 1 + random(site.accounts());
    String name = TestAccounts.username(random(site.accounts()));
    List<String> paths =
        List.of(
            "/api/admin/users/" + id,
            "/api/admin/users?username=" + name,
            "/api/admin/users?prefix=" + name.substring(0, name.length() - 2),
            "/api/admin/users/" + id + "/sessions",
            "/api/admin/events?account=" + id);
    String path = paths.get((int) (lookUps.getAndIncrement() % paths.size()));
    client.get(path).by("root", "python").from(SERVICE).expect(200);
    return true;
  }

  private static long random(long bound) {
    return ThreadLocalRandom.current().nextLong(bound);
  }

  /** Returns a random address of 100.64.0.0/10. */
  private static String address() {
    return "100.%d.%d.%d".formatted(64 + random(64), random(256), random(256));
  }

  private static String find(Pattern member, String answer) throws IOException {
    Matcher found = member.matcher(answer);
    if (!found.find()) {
      throw new IOException("the answer has no " + member);
    }
    return found.group(1);
  }
}
