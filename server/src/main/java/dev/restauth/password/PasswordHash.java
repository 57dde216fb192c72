package dev.restauth.password;

import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.Recipe;
import java.util.Optional;

/**
 * A password hash: made by {@link PasswordHasher}, read back from the database with {@link
 * #stored}, or adopted from another system with {@link #adopted}. Immutable.
 */
public final class PasswordHash {
  /**
   * The prefix of an Argon2id hash of another system, whose passwords were not prepared as ours
   * are.
   */
  private static final String ADOPTED = "{adopted}";

  /** The prefix of the Argon2id hash of a weak hash; the recipe of the weak hash follows. */
  private static final String WRAPPED = "{wrapped}";

  private static final String RECIPE = "|";

  /** The kinds of stored hash. */
  sealed interface Form {
    /** A hash that this server made. */
    record Own(Phc phc) implements Form {}

    /** A hash in the form that another system created. */
    record Foreign(ForeignHash hash) implements Form {}

    /** The Argon2id hash of a weak hash. */
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
   * Reads a hash from the database. Never fails: a text that is not a hash, or one that is too
   * expensive to check, becomes a hash that no password matches.
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
   * @param foreign the hash as the other system stores it, or as its family in {@code
   *     password.format} writes it
   * @return empty if this server cannot check the hash, or checking it costs too much
   */
  public static Optional<PasswordHash> adopted(String foreign) {
    return ForeignHash.parse(foreign)
        .map(
            hash ->
                new PasswordHash(
                    Phc.parse(foreign).isPresent() ? ADOPTED + foreign : foreign,
                    new Form.Foreign(hash)));
  }

  /** The text to store, at most a few hundred characters. */
  public String text() {
    return text;
  }

  /**
   * The kind of hash and its cost; empty for a hash that this server made. All hashes that need the
   * same work have the same text.
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
   * Returns whether the hash gives no protection after a theft of the database, and should be
   * wrapped.
   */
  public boolean weak() {
    return form instanceof Form.Foreign(ForeignHash hash) && hash.recipe().weak();
  }

  /** The algorithm and cost, for an operator; contains neither salt nor hash. */
  public String description() {
    return form instanceof Form.Own(Phc phc)
        ? phc.parameters().text()
        : foreignKind().orElse("not usable");
  }

  Form form() {
    return form;
  }

  /** Contains the cost, but neither salt nor hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + description() + "]";
  }
}
