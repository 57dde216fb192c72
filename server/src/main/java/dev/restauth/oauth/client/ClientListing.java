package dev.restauth.oauth.client;

import dev.restauth.oauth.client.ClientRegistry.Shown;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists clients in the order of their ids, one page at a time ({@code restauth client list}). */
final class ClientListing {
  /** The maximum number of clients on a page. */
  static final int MAX_PAGE = 500;

  /**
   * The length of a page as JSON, in characters, beyond which no further client is added. A single
   * client can have about 400,000 characters. The server sends a page as one line of at most 1 MB.
   */
  private static final int LONG_PAGE = 300_000;

  private final ClientRegistry registry;

  ClientListing(ClientRegistry registry) {
    this.registry = registry;
  }

  /**
   * Returns a page of clients. The request contains the id of the last client of the previous page,
   * and the maximum number of clients.
   */
  Reply page(Request request) {
    long limit = request.number("limit", 1, MAX_PAGE);
    Optional<String> after = request.find("after");
    List<Shown> found = registry.after(after.orElse(""), limit + 1);
    List<Shown> page = new ArrayList<>();
    List<Facts> facts = new ArrayList<>();
    int length = 0;
    for (Shown each : found.subList(0, (int) Math.min(limit, found.size()))) {
      if (length > LONG_PAGE) {
        break;
      }
      page.add(each);
      facts.add(ClientOperations.facts(each));
      length += facts.getLast().json().length();
    }
    return new Reply.Done(Facts.list(facts), lines(page, page.size() < found.size(), after));
  }

  private static List<String> lines(List<Shown> page, boolean more, Optional<String> after) {
    if (page.isEmpty()) {
      return List.of(
          after
              .map(id -> "There are no clients after " + id + ".")
              .orElse("There are no clients."));
    }
    int widest = page.stream().mapToInt(each -> each.client().id().length()).max().orElseThrow();
    List<String> lines = new ArrayList<>();
    for (Shown each : page) {
      RegisteredClient client = each.client();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + widest + "s  %-8s  %-10s  %s",
              client.id(),
              client.state(),
              client.source(),
              client.name()));
    }
    if (more) {
      lines.add("There are more: add --after=" + page.getLast().client().id());
    }
    return lines;
  }
}
