package dev.restauth.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times administrators' look-ups and lists on two servers in turn: one with few accounts, and one
 * with many. Times two pages of each list: the first page, and a page that comes after many others.
 */
public final class AccountLists {
  private static final int WARM_UP = 1_000;
  private static final int ROUNDS = 10;
  private static final int CALLS = 100;
  private static final int HOLDERS = 200;
  private static final String ROLE = "reader";
  private static final Pattern NEXT = Pattern.compile("\"next\" *: *\"([^\"]+)\"");

  private final Calls calls = new Calls();
  private final int pages;

  private AccountLists(int pages) {
    this.pages = pages;
  }

  /** A server, and the token of one of its administrators. */
  private record Server(String url, String token) {}

  /** A page: the path without its cursor, and the cursor. */
  private record Page(String path, Optional<String> cursor) {
    String target() {
      return cursor
          .map(at -> path + (path.contains("?") ? "&" : "?") + "cursor=" + at)
          .orElse(path);
    }
  }

  /**
   * Prints the rows of a Markdown table.
   *
   * @param arguments the number of pages to skip; then, for the server with few accounts, its URL,
   *     a token for reading accounts, and a token for assigning roles; then the same three for the
   *     server with many accounts
   */
  public static void main(String[] arguments) throws Exception {
    AccountLists lists = new AccountLists(Integer.parseInt(arguments[0]));
    Server few = new Server(arguments[1], arguments[2]);
    Server many = new Server(arguments[4], arguments[5]);
    lists.giveRole(new Server(arguments[1], arguments[3]));
    lists.giveRole(new Server(arguments[4], arguments[6]));
    for (String path :
        List.of(
            "/api/admin/users/7",
            "/api/admin/users?username=test-9e3779b1",
            "/api/admin/users?email=nobody@example.com")) {
      lists.compare(
          path, new Page(path, Optional.empty()), few, new Page(path, Optional.empty()), many);
    }
    for (String path :
        List.of(
            "/api/admin/users",
            "/api/admin/users?prefix=test-",
            "/api/admin/users?state=active",
            "/api/admin/users?limit=1&role=" + ROLE)) {
      Page first = new Page(path, Optional.empty());
      lists.compare(path, first, few, first, many);
      Page last = lists.walk(few, first);
      Page deep = lists.walk(many, first);
      lists.compare(path + ", a late page", last, few, deep, many);
    }
  }

  private void giveRole(Server server) throws IOException, InterruptedException {
    for (int id = 1; id <= HOLDERS; id++) {
      var _ =
          calls.expect(
              200,
              HttpRequest.newBuilder(URI.create(server.url() + "/api/admin/users/" + id + "/roles"))
                  .header("Authorization", "Bearer " + server.token())
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString("{\"roles\":[\"" + ROLE + "\"]}"))
                  .build());
    }
  }

  /**
   * Follows the cursors of a list, at most {@link #pages} times, and not to the last page of the
   * list. Returns the page that was reached.
   */
  private Page walk(Server server, Page first) throws IOException, InterruptedException {
    Page page = first;
    for (int i = 0; i < pages; i++) {
      Matcher next = NEXT.matcher(calls.expect(200, request(server, page)));
      if (!next.find()) {
        break;
      }
      Page following = new Page(first.path(), Optional.of(next.group(1)));
      if (!NEXT.matcher(calls.expect(200, request(server, following))).find()) {
        break; // the last page may be short
      }
      page = following;
    }
    return page;
  }

  private static HttpRequest request(Server server, Page page) {
    return Calls.check(server.url() + page.target(), server.token());
  }

  private void compare(String name, Page ofFew, Server few, Page ofMany, Server many)
      throws IOException, InterruptedException {
    time(few, ofFew, WARM_UP);
    time(many, ofMany, WARM_UP);
    List<Double> fewer = new ArrayList<>();
    List<Double> more = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      fewer.add(time(few, ofFew, CALLS));
      more.add(time(many, ofMany, CALLS));
      ratios.add(more.getLast() / fewer.getLast());
    }
    System.out.printf(
        Locale.ROOT,
        "| `%s` | %.0f | %.0f | **%.2f** |%n",
        name,
        Figures.median(fewer),
        Figures.median(more),
        Figures.median(ratios));
  }

  /** Returns the median time of a call in microseconds. */
  private double time(Server server, Page page, int count)
      throws IOException, InterruptedException {
    HttpRequest request = request(server, page);
    long[] nanos = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      var _ = calls.expect(200, request);
      nanos[i] = System.nanoTime() - start;
    }
    return Figures.percentileMicros(nanos, 0.5);
  }
}
