package dev.restauth.password;

import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.Recipe;
import java.util.Optional;

/**
 * Proof that a password was hashed: made by {@link PasswordHasher}, read back from the store with
 * {@link #stored}, or taken over from another system with {@link #adopted}. Immutable.
 */
public final class PasswordHash {
  /** Before an Argon2id hash of another system, whose password was not prepared as ours are. */
  private static final String ADOPTED = "{adopted}";

  /** Before the Argon2id hash of what a weak recipe gives; the recipe follows it. */
  private static final String WRAPPED = "{wrapped}";

  private static final String RECIPE = "|";

  /** What the text turned out to be. */
  sealed interface Form {
    /** Ours. */
    record Own(Phc phc) implements Form {}

    /** As another system made it. */
    record Foreign(ForeignHash hash) implements Form {}

    /** Argon2id of what a weak recipe gives. */
    record Wrapped(Recipe inner, Phc outer) implements Form {}

    /** Nothing that any password matches. */
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
   * What the store holds. Never fails: a text that is no hash, or one too costly to check, is a hash
   * that no password matches.
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
   * A hash that another system made.
   *
   * @param foreign as it stands there, or as its family in {@code password.format} writes it
   * @return empty where nobody here can check it, or it costs too much to check
   */
  public static Optional<PasswordHash> adopted(String foreign) {
    return ForeignHash.parse(foreign)
        .map(
            hash ->
                new PasswordHash(
                    Phc.parse(foreign).isPresent() ? ADOPTED + foreign : foreign,
                    new Form.Foreign(hash)));
  }

  /** The text to store: at most some hundred characters. */
  public String text() {
    return text;
  }

  /**
   * What kind of hash it is and what it costs, where it is not one such as new ones are; the same for
   * all that take the same work.
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

  /** Whether it protects nobody whose database is stolen, and should be wrapped. */
  public boolean weak() {
    return form instanceof Form.Foreign(ForeignHash hash) && hash.recipe().weak();
  }

  /** How and at what cost it was hashed, for an operator: neither salt nor hash. */
  public String description() {
    return form instanceof Form.Own(Phc phc)
        ? phc.parameters().text()
        : foreignKind().orElse("not usable");
  }

  Form form() {
    return form;
  }

  /** Shows the cost, neither salt nor hash. */
  @Override
  public String toString() {
    return "PasswordHash[" + description() + "]";
  }
}
