package dev.restauth.adopt.source;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.log.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of a source that is being read. It collects the fields, in any order. It then sends to
 * the sink either the account, or the reason why the entry cannot be imported. An empty field
 * counts as missing; all other fields are imported verbatim.
 */
final class Entry {
  /** Maximum length of a user name, in bytes of UTF-8. */
  static final int NAME_AT_MOST = 255;

  /** Maximum length of an e-mail address, in characters. */
  static final int EMAIL_AT_MOST = 320;

  /** Maximum length of a hash or a salt, in characters. */
  static final int HASH_AT_MOST = 1024;

  /** Maximum length of a key, in bytes of UTF-8. */
  static final int KEY_AT_MOST = 255;

  private static final int SHOWN_AT_MOST = 100;

  private final String place;
  private String key = "";
  private String name = "";
  private String hash = "";
  private String salt = "";
  private String email = "";
  private boolean active = true;
  private boolean misread;
  private Optional<Instant> createdAt = Optional.empty();
  private Optional<String> flaw = Optional.empty();
  private SourceFactors factors = SourceFactors.NONE;

  /**
   * Creates an entry. If it has neither key nor name, the operator can find it by {@code place}.
   */
  Entry(String place) {
    this.place = place;
  }

  /**
   * Sets the key of the account in the source. A key that is a positive number becomes the id. If
   * this method is not called, the name is the key.
   */
  @CanIgnoreReturnValue
  Entry key(Optional<String> text) {
    text.ifPresent(t -> key = t);
    return this;
  }

  @CanIgnoreReturnValue
  Entry name(Optional<String> text) {
    text.ifPresent(t -> name = t);
    return this;
  }

  /** Sets the name if it is not set yet. */
  @CanIgnoreReturnValue
  Entry nameOtherwise(Optional<String> text) {
    return name.isEmpty() ? name(text) : this;
  }

  @CanIgnoreReturnValue
  Entry hash(Optional<String> text) {
    text.ifPresent(t -> hash = t);
    return this;
  }

  /** Sets the salt of a hash whose text does not contain the salt. */
  @CanIgnoreReturnValue
  Entry salt(Optional<String> text) {
    text.ifPresent(t -> salt = t);
    return this;
  }

  @CanIgnoreReturnValue
  Entry email(Optional<String> text) {
    text.ifPresent(t -> email = t);
    return this;
  }

  @CanIgnoreReturnValue
  Entry active(boolean value) {
    active = value;
    return this;
  }

  @CanIgnoreReturnValue
  Entry createdAt(Optional<Instant> time) {
    createdAt = time;
    return this;
  }

  @CanIgnoreReturnValue
  Entry factors(SourceFactors found) {
    factors = found;
    return this;
  }

  /** Marks the entry as refused. Only the first reason is stored. */
  @CanIgnoreReturnValue
  Entry flaw(String reason) {
    flaw = flaw.or(() -> Optional.of(reason));
    return this;
  }

  /**
   * Marks the entry as refused because its fields may be in the wrong columns. Messages do not
   * quote its fields: the name field may contain the hash.
   */
  @CanIgnoreReturnValue
  Entry misread(String reason) {
    misread = true;
    return flaw(reason);
  }

  Optional<String> email() {
    return present(email);
  }

  Optional<String> name() {
    return present(name);
  }

  Optional<String> key() {
    return present(key);
  }

  void sendTo(AccountSource.Sink sink) {
    flaw.or(this::problem)
        .ifPresentOrElse(reason -> sink.refused(which(), reason), () -> sink.account(account()));
  }

  private SourceAccount account() {
    return new SourceAccount(
        LegacyRow.whole(key),
        key.isEmpty() ? name : key,
        name,
        present(hash),
        present(email),
        active,
        createdAt,
        present(salt),
        factors);
  }

  private Optional<String> problem() {
    if (name.isEmpty()) {
      return Optional.of("it has no user name");
    }
    return problem("user name", name, bytes(name), NAME_AT_MOST, "bytes")
        .or(() -> problem("id", key, bytes(key), KEY_AT_MOST, "bytes"))
        .or(() -> problem("e-mail address", email, email.length(), EMAIL_AT_MOST, "characters"))
        .or(() -> problem("salt", salt, salt.length(), HASH_AT_MOST, "characters"))
        .or(() -> problem("password hash", hash, hash.length(), HASH_AT_MOST, "characters"));
  }

  private static Optional<String> problem(
      String what, String text, int size, int most, String unit) {
    if (size > most) {
      return Optional.of("its %s is longer than %d %s".formatted(what, most, unit));
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of("its " + what + " contains a NUL character");
    }
    return text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        ? Optional.of("its " + what + " is not Unicode text")
        : Optional.empty();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }

  private String which() {
    if (misread || (key.isEmpty() && name.isEmpty())) {
      return place;
    }
    return place + ", " + shown(key.isEmpty() ? name : key);
  }

  /** Returns the text for a terminal: on one line, and shortened if it is too long. */
  static String shown(String text) {
    int end = Math.min(text.length(), SHOWN_AT_MOST);
    return OneLine.escape(end < text.length() ? text.substring(0, end) + "…" : text);
  }

  /** Returns a text that contains only the place. */
  @Override
  public String toString() {
    return "Entry[" + place + "]";
  }
}
