package dev.restauth.password;

import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.Recipe;
import java.util.Optional;

/**
 * A password hash. {@link PasswordHasher} computes new hashes, {@link #stored} reads hashes from
 * the database, and {@link #adopted} adopts hashes of other systems. Immutable.
 */
public final class PasswordHash {
  /**
   * The prefix of an Argon2id hash of another system. That system did not prepare passwords as this
   * server does.
   */
  private static final String ADOPTED = "{adopted}";

  /** The prefix of an Argon2id hash of a weak hash. The recipe of the weak hash follows it. */
  private static final String WRAPPED = "{wrapped}";

  private static final String RECIPE = "|";

  /** The kinds of stored hash. */
  sealed interface Form {
    /** A hash that this server computed. */
    record Own(Phc phc) implements Form {}

    /** A hash of another system, unchanged. */
    record Foreign(ForeignHash hash) implements Form {}

    /** An Argon2id hash of a weak hash. */
    record Wrapped(Recipe inner, Phc outer) implements Form {}

    /** A text that no password matches. */
    record Unusable() implements Form {}
  }

  private final String text;
  private final Form form;

  private PasswordHash(String text, Form form) {
    this.text = text;
    this.form = form;
  }

  static PasswordHash of(Phc hashed) {
    return new PasswordHash(hashed.text(), new Form.Own(hashed));
  }

  static PasswordHash wrapped(Recipe inner, Phc outer) {
    return new PasswordHash(
        WRAPPED + outer.text() + RECIPE + inner.text(), new Form.Wrapped(inner, outer));
  }

  /**
   * Reads a hash from the database. Never fails: no password matches the result if the text is not
   * a hash or is too expensive to check.
   */
  public static PasswordHash stored(String text) {
    if (text.startsWith(WRAPPED)) {
      return new PasswordHash(text, wrapped(text.substring(WRAPPED.length())));
    }
    Optional<Form> own = Phc.parse(text).map(Form.Own::new);
    String foreign = text.startsWith(ADOPTED) ? text.substring(ADOPTED.length()) : text;
    return new PasswordHash(
        text,
        own.or(() -> ForeignHash.parse(foreign).map(Form.Foreign::new))
            .orElseGet(Form.Unusable::new));
  }

  private static Form wrapped(String text) {
    int end = text.indexOf(RECIPE);
    Optional<Phc> outer = end < 0 ? Optional.empty() : Phc.parse(text.substring(0, end));
    Optional<Recipe> inner = outer.flatMap(known -> ForeignHash.recipe(text.substring(end + 1)));
    return inner
        .<Form>map(recipe -> new Form.Wrapped(recipe, outer.orElseThrow()))
        .orElseGet(Form.Unusable::new);
  }

  /**
   * Adopts a hash of another system.
   *
   * @param foreign the hash in the form in which the other system stores it, or in the form of its
   *     family in {@code password.format}
   * @return empty if this server cannot check such a hash, or if checking it costs too much
   */
  public static Optional<PasswordHash> adopted(String foreign) {
    return ForeignHash.parse(foreign)
        .map(
            hash ->
                new PasswordHash(
                    Phc.parse(foreign).isPresent() ? ADOPTED + foreign : foreign,
                    new Form.Foreign(hash)));
  }

  /** Returns the text to store, at most a few hundred characters. */
  public String text() {
    return text;
  }

  /**
   * Returns the kind and cost of the hash; empty if this server computed the hash, or if the hash
   * cannot be used. The text is the same for all hashes that cost the same work.
   */
  public Optional<String> foreignKind() {
    return switch (form) {
      case Form.Own own -> Optional.empty();
      case Form.Foreign(ForeignHash hash) -> Optional.of(hash.recipe().kind());
      case Form.Wrapped(Recipe inner, Phc outer) ->
          Optional.of(outer.parameters().text() + " of " + inner.kind());
      case Form.Unusable unusable -> Optional.empty();
    };
  }

  /**
   * Returns whether the hash does not protect the password after a theft of the database. Such a
   * hash should be wrapped.
   */
  public boolean weak() {
    return form instanceof Form.Foreign(ForeignHash hash) && hash.recipe().weak();
  }

  /** Returns the algorithm and cost for an operator, without the salt and the hash. */
  public String description() {
    return form instanceof Form.Own(Phc phc)
        ? phc.parameters().text()
        : foreignKind().orElse("not usable");
  }

  Form form() {
    return form;
  }

  /** Returns a text with the cost, but without the salt and the hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + description() + "]";
  }
}
