package dev.restauth.feature;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.QueryParameters;
import dev.restauth.json.JsonWriter;
import dev.restauth.vault.Cursors;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A call that reads one page of a list: {@code limit}, {@code cursor}, and the parameters that choose the entries. A cursor
 * is valid for the same list and the same choice only.
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
   * @param filters the names of the parameters that choose the entries
   * @throws dev.restauth.http.ProblemException 400 if one is given twice, or {@code limit} is invalid
   */
  public PagedList(Call call, Cursors cursors, String path, String... filters) {
    this.parameters = new QueryParameters(call);
    this.cursors = cursors;
    this.path = path;
    this.filters = List.of(filters);
    this.list =
        path
            + this.filters.stream()
                .map(name -> "\n" + name + "=" + parameters.one(name).orElse("\n"))
                .collect(Collectors.joining());
    this.limit = parameters.limit();
  }

  /** Returns the maximum number of entries of the page. */
  public int limit() {
    return limit;
  }

  /** Returns a parameter that chooses the entries. */
  public Optional<String> filter(String name) {
    return parameters.one(name);
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
   * Returns the answer.
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
              next.ifPresentOrElse(
                  cursor -> json.text("next", cursor), () -> json.nullValue("next"));
            });
    return next.map(cursor -> parameters.next(path, limit, filters, CURSOR, cursor))
        .map(link -> answer.with(FieldNames.LINK, link))
        .orElse(answer);
  }
}
