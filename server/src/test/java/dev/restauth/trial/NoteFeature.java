package dev.restauth.trial;

import dev.restauth.feature.Feature;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.runtime.MaintenanceTasks;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.trial.NoteRows.NoteRow;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Writes, shows and caches notes. */
final class NoteFeature implements Feature {
  private final Duration duration;
  private final Store store;
  private final Vault vault;
  private final Map<String, String> cache = new ConcurrentHashMap<>();

  NoteFeature(Duration duration, Store store, Vault vault) {
    this.duration = duration;
    this.store = store;
    this.vault = vault;
  }

  @Override
  public List<RouteTable.Routes> routes() {
    return List.of(
        table ->
            table
                .route(Method.POST, "/api/notes/{id}", Access.USER, this::write)
                .route(Method.GET, "/api/notes/{id}/for/{sid}", Access.USER, this::show));
  }

  private Answer write(Call call) {
    String text = call.json().string("text");
    long number = call.number("id").orElseThrow();
    store.<Boolean>inTransaction(
        tx -> {
          NoteRow empty = new NoteRow(call.user().accountId(), number, new byte[0]);
          byte[] sealed =
              vault.sealing(tx).seal(text.getBytes(StandardCharsets.UTF_8), empty.identity());
          new NoteRows(tx).put(new NoteRow(empty.accountId(), number, sealed), tx.now());
          return true;
        });
    return Answer.noContent();
  }

  private Answer show(Call call) {
    long account = call.user().accountId();
    long number = call.number("id").orElseThrow();
    String label = call.parameter("sid");
    return Optional.ofNullable(cache.get(account + "/" + number))
        .or(() -> read(account, number))
        .map(
            text ->
                Answer.json(
                    200,
                    json -> {
                      json.text("text", text);
                      json.text("for", label);
                    }))
        .orElseGet(() -> Answer.problem(ProblemType.NOT_FOUND.because("There is no such note.")));
  }

  private Optional<String> read(long account, long number) {
    Optional<NoteRow> row = store.reading(tx -> new NoteRows(tx).find(account, number));
    Optional<String> text =
        row.map(
            note -> new String(vault.open(note.sealed(), note.identity()), StandardCharsets.UTF_8));
    text.ifPresent(found -> cache.put(account + "/" + number, found));
    return text;
  }

  @Override
  public List<Operations.Source> operations() {
    return List.of(
        operations ->
            operations.add(
                "note.count",
                (request, progress) -> {
                  long count = store.<List<NoteRow>>reading(tx -> new NoteRows(tx).all()).size();
                  return Reply.done(Facts.NONE.with("notes", count), count + " notes");
                }));
  }

  @Override
  public List<MaintenanceTasks.Task> maintenanceTasks() {
    return List.of(
        new MaintenanceTasks.Task(
            "removing notes",
            () -> {
              int removed =
                  store.<Integer>inTransaction(
                      tx -> new NoteRows(tx).purge(tx.now().minus(duration)));
              if (removed > 0) {
                invalidateAll();
              }
              return false;
            }));
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      if (change.is(NoteRows.KIND)) {
        cache.remove(change.subject() + "/" + change.value());
      }
    }
  }

  @Override
  public void invalidateAll() {
    cache.clear();
  }
}
