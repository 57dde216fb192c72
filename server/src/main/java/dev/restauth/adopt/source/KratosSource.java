package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import dev.restauth.json.JsonWalk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Identities of Ory Kratos, as {@code GET /admin/identities?include_credential=password} returns
 * them: in arrays, or one identity per line. For types of credentials that the request does not
 * name, the response contains no secrets.
 *
 * <p>The user name is one of the identifiers with which the user logs in to Kratos. It is the
 * identifier that equals the trait {@code username}. If there is none, it is the identifier that
 * equals the trait {@code email}, and otherwise the first identifier.
 */
public final class KratosSource implements AccountSource {
  /** Maximum number of identifiers of an identity. Further ones are ignored. */
  private static final int IDENTIFIERS_AT_MOST = 16;

  private final Path file;

  /** Reads one file. */
  public KratosSource(Path file) {
    this.file = file;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    try (JsonWalk json = SourceText.json(file, ReadProgress.of(List.of(file), progress))) {
      json.entries(
          object -> {
            var entry = new Entry(object.place());
            new Identity(entry).read(object);
            entry.sendTo(sink);
          });
    }
  }

  private static final class Identity {
    private final Entry entry;
    private final List<String> identifiers = new ArrayList<>();
    private Optional<String> username = Optional.empty();
    private final KratosFactors factors = new KratosFactors();

    Identity(Entry entry) {
      this.entry = entry;
    }

    void read(JsonWalk json) {
      json.fields(
          name -> {
            switch (name) {
              case "id" -> entry.key(json.text());
              case "state" -> entry.active(json.text().filter("inactive"::equals).isEmpty());
              case "created_at" -> entry.createdAt(json.text().flatMap(ExportTimes::dateAndTime));
              case "traits" -> json.fields(trait -> trait(json, trait));
              case "credentials" ->
                  json.fields(
                      type -> {
                        if (type.equals("password")) {
                          json.fields(field -> password(json, field));
                        } else {
                          factors.read(type, json);
                        }
                      });
              default -> {}
            }
          });
      entry
          .factors(factors.factors())
          .name(identifier(username).or(() -> identifier(entry.email())))
          .nameOtherwise(identifiers.stream().findFirst())
          .nameOtherwise(username)
          .nameOtherwise(entry.email());
    }

    private void trait(JsonWalk json, String name) {
      switch (name) {
        case "username" -> username = json.text();
        case "email" -> entry.email(json.text());
        default -> {}
      }
    }

    private void password(JsonWalk json, String field) {
      switch (field) {
        case "identifiers" ->
            json.elements(
                identifier ->
                    identifier
                        .text()
                        .filter(_ -> identifiers.size() < IDENTIFIERS_AT_MOST)
                        .ifPresent(identifiers::add));
        case "config" ->
            json.fields(
                name -> {
                  if (name.equals("hashed_password")) {
                    entry.hash(json.text());
                  }
                });
        default -> {}
      }
    }

    /**
     * Returns the identifier that equals the trait, ignoring case: Kratos converts identifiers to
     * lower case.
     */
    private Optional<String> identifier(Optional<String> trait) {
      return trait.flatMap(t -> identifiers.stream().filter(t::equalsIgnoreCase).findFirst());
    }
  }

  /** Returns a text that names the file. */
  @Override
  public String toString() {
    return "KratosSource[" + file + "]";
  }
}
