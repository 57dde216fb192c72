package dev.restauth.adopt.source;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.log.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of a source while it is being read. It collects the fields, in any order, and then sends the account, or the
 * reason why there is none, to the sink. An empty field is treated as missing; all others stay verbatim.
 */
final class Entry {
  /** The limit of a user name, in bytes of UTF-8. */
  static final int NAME_AT_MOST = 255;

  /** The limit of an e-mail address, in characters. */
  static final int EMAIL_AT_MOST = 320;

  /** The limit of a hash or a salt, in characters. */
  static final int HASH_AT_MOST = 1024;

  /** The limit of a key, in bytes of UTF-8. */
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

  /** Creates an entry with the place where an operator can find it if it has neither key nor name. */
  Entry(String place) {
    this.place = place;
  }

  /** Sets the source's key. A positive number becomes the id. Without a key, the name is the key. */
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

  /** Sets the name, if there is none yet. */
  @CanIgnoreReturnValue
  Entry nameOtherwise(Optional<String> text) {
    return name.isEmpty() ? name(text) : this;
  }

  @CanIgnoreReturnValue
  Entry hash(Optional<String> text) {
    text.ifPresent(t -> hash = t);
    return this;
  }

  /** Sets the salt, if it is not part of the hash. */
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

  /** Marks the fields as possibly shifted. They are then not shown, since the name may be a hash. */
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

  /** Returns the text for a terminal: on one line, and of limited length. */
  static String shown(String text) {
    int end = Math.min(text.length(), SHOWN_AT_MOST);
    return OneLine.escape(end < text.length() ? text.substring(0, end) + "…" : text);
  }

  /** Shows the place only. */
  @Override
  public String toString() {
    return "Entry[" + place + "]";
  }
}
