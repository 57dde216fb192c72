package dev.restauth.mail;

import dev.restauth.feature.PagedList;
import dev.restauth.http.Access;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.QueryParameters;
import dev.restauth.http.RouteTable;
import dev.restauth.json.JsonWriter;
import dev.restauth.outbox.Outbox;
import dev.restauth.outbox.Outbox.Entry;
import dev.restauth.vault.Cursors;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The route through which administrators read the state of mails. It shows neither the mails' texts
 * nor their codes.
 */
record AdministrativeMailRoutes(Outbox outbox, Cursors cursors) implements RouteTable.Routes {
  private static final String MAILS = "/api/admin/mail";

  /** A time that is later than any mail and that a database can still store. */
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  @Override
  public void declare(RouteTable table) {
    table.route(
        Method.GET, MAILS, Access.administrative(AdministrativeScope.MAIL_READ), this::list);
  }

  private Answer list(Call call) {
    PagedList list = new PagedList(call, cursors, MAILS, "state");
    Optional<String> state = list.filter("state");
    if (state.filter(text -> !MailOperations.STATES.contains(text)).isPresent()) {
      throw QueryParameters.invalid("state", "one of " + String.join(", ", MailOperations.STATES));
    }
    String[] after = list.after().map(text -> text.split(" ", 2)).orElse(new String[0]);
    List<Entry> page =
        outbox.page(
            Mailer.KIND,
            state,
            after.length == 0 ? END : Instant.parse(after[0]),
            after.length == 0 ? "" : after[1],
            list.limit() + 1L);
    boolean more = page.size() > list.limit();
    List<Entry> shown = more ? page.subList(0, list.limit()) : page;
    return list.answer(
        json ->
            json.array(
                "mails",
                array ->
                    shown.stream()
                        .filter(entry -> !isErased(entry))
                        .forEach(entry -> array.object(object -> write(object, entry)))),
        more
            ? Optional.of(shown.getLast().createdAt() + " " + shown.getLast().id())
            : Optional.empty());
  }

  /** Returns whether the account of a mail was erased, together with the mail's address. */
  private static boolean isErased(Entry entry) {
    return entry.recipient().equals(Optional.of(""));
  }

  private static void write(JsonWriter json, Entry entry) {
    json.text("id", entry.id());
    json.text("kind", entry.topic());
    json.text("to", entry.recipient());
    json.text("state", entry.state());
    json.number("tries", entry.tries());
    json.text("created_at", entry.createdAt().toString());
    json.text(
        "next_try_at",
        Optional.of(entry.dueAt().toString()).filter(_ -> entry.state().equals("waiting")));
    json.text("expires_at", entry.expiresAt().toString());
    json.text("failure", entry.failure());
  }
}
