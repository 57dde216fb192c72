package dev.restauth.feature;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.QueryParameters;
import dev.restauth.json.JsonWriter;
import dev.restauth.vault.Cursors;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A call that reads one page of a list. Its parameters are {@code limit}, {@code cursor}, and the
 * filters that select the entries. A cursor is valid only for the same list and the same filters.
 */
public final class PagedList {
  private static final String CURSOR = "cursor";

  private final QueryParameters parameters;
  private final Cursors cursors;
  private final String path;
  private final List<String> filters;
  private final String list;
  private final int limit;

  /**
   * Reads the parameters of a call.
   *
   * @param path the path of the list
   * @param filters the names of the parameters that select the entries
   * @throws dev.restauth.http.ProblemException 400 if a parameter is given twice, or {@code limit}
   *     is invalid
   */
  public PagedList(Call call, Cursors cursors, String path, String... filters) {
    this.parameters = new QueryParameters(call);
    this.cursors = cursors;
    this.path = path;
    this.filters = List.of(filters);
    this.list =
        this.filters.stream()
            .flatMap(
                name -> parameters.one(name).map(value -> name + "=" + encoded(value)).stream())
            .collect(Collectors.joining("&", path + "?", ""));
    this.limit = parameters.limit();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Returns the maximum number of entries on the page. */
  public int limit() {
    return limit;
  }

  /** Returns the value of a filter parameter. */
  public Optional<String> filter(String name) {
    return parameters.one(name);
  }

  /** Returns the value of a filter parameter that is a time. */
  public Optional<Instant> time(String name) {
    return parameters.time(name);
  }

  /**
   * Returns the position after which the page begins; empty for the first page.
   * @throws dev.restauth.http.ProblemException 400 if the cursor does not belong to this list
   */
  public Optional<String> after() {
    return parameters
        .one(CURSOR)
        .map(
            cursor ->
                cursors
                    .open(cursor, list)
                    .orElseThrow(
                        () ->
                            QueryParameters.invalid(
                                CURSOR,
                                "the value of next in the previous page, with the same other"
                                    + " parameters")));
  }

  /**
   * Returns the answer with the page.
   *
   * @param member the name of the member with the entries
   * @param found the entries from the beginning of the page; more than {@link #limit} if another
   *     page follows
   * @param write writes the members of an entry
   * @param position returns the position of an entry
   */
  public <T> Answer answer(
      String member, List<T> found, BiConsumer<JsonWriter, T> write, Function<T, String> position) {
    List<T> shown = found.subList(0, Math.min(limit, found.size()));
    return answer(
        json ->
            json.array(
                member,
                array -> shown.forEach(each -> array.object(entry -> write.accept(entry, each)))),
        shown.size() < found.size()
            ? Optional.of(position.apply(shown.getLast()))
            : Optional.empty());
  }

  /**
   * Returns the answer with a page whose entries the caller has already limited.
   *
   * @param entries writes the member with the entries
   * @param last the position of the last entry, if another page follows
   */
  public Answer answer(Consumer<JsonWriter> entries, Optional<String> last) {
    Optional<String> next = last.map(position -> cursors.seal(position, list));
    Answer answer =
        Answer.json(
            200,
            json -> {
              entries.accept(json);
              json.text("next", next);
            });
    return next.map(cursor -> parameters.next(path, limit, filters, CURSOR, cursor))
        .map(link -> answer.with(FieldNames.LINK, link))
        .orElse(answer);
  }
}
