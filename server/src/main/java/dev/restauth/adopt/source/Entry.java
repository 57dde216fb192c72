package dev.restauth.adopt.source;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.restauth.adopt.sql.LegacyRow;
import dev.restauth.log.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of a source while it is being read: gathers what is there, in whatever order, and then tells
 * either an account or why it is none. What is empty counts as missing; all else stays verbatim.
 */
final class Entry {
  /** In bytes of UTF-8. */
  static final int NAME_AT_MOST = 255;

  /** In characters. */
  static final int EMAIL_AT_MOST = 320;

  /** In characters. */
  static final int HASH_AT_MOST = 1024;

  /** In bytes of UTF-8. */
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

  /** With what an operator finds it by where it has neither key nor name. */
  Entry(String place) {
    this.place = place;
  }

  /** What the source calls it; a positive number is kept as its id. Without one it is its name. */
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

  /** The name where there is none yet. */
  @CanIgnoreReturnValue
  Entry nameOtherwise(Optional<String> text) {
    return name.isEmpty() ? name(text) : this;
  }

  @CanIgnoreReturnValue
  Entry hash(Optional<String> text) {
    text.ifPresent(t -> hash = t);
    return this;
  }

  /** Where it is apart from the hash. */
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

  /** It cannot be taken; the first reason stands. */
  @CanIgnoreReturnValue
  Entry flaw(String reason) {
    flaw = flaw.or(() -> Optional.of(reason));
    return this;
  }

  /** What was read may be in the wrong places: a hash where the name belongs must not be shown. */
  @CanIgnoreReturnValue
  Entry misread(String reason) {
    misread = true;
    return flaw(reason);
  }

  Optional<String> email() {
    return present(email);
  }

  Optional<String> key() {
    return present(key);
  }

  void tell(AccountSource.Sink sink) {
    flaw.or(this::wrong)
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
        present(salt));
  }

  private Optional<String> wrong() {
    if (name.isEmpty()) {
      return Optional.of("it has no user name");
    }
    return wrong("user name", name, bytes(name), NAME_AT_MOST, "bytes")
        .or(() -> wrong("id", key, bytes(key), KEY_AT_MOST, "bytes"))
        .or(() -> wrong("e-mail address", email, email.length(), EMAIL_AT_MOST, "characters"))
        .or(() -> wrong("salt", salt, salt.length(), HASH_AT_MOST, "characters"))
        .or(() -> wrong("password hash", hash, hash.length(), HASH_AT_MOST, "characters"));
  }

  private static Optional<String> wrong(String what, String text, int size, int most, String unit) {
    if (size > most) {
      return Optional.of("its %s is longer than %d %s".formatted(what, most, unit));
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of("its " + what + " holds a NUL character");
    }
    return text.codePoints()
            .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        ? Optional.of("its " + what + " is no Unicode text")
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

  /** For a terminal: on one line, and of some length only. */
  static String shown(String text) {
    int end = Math.min(text.length(), SHOWN_AT_MOST);
    return OneLine.escape(end < text.length() ? text.substring(0, end) + "…" : text);
  }

  /** Where it is alone. */
  @Override
  public String toString() {
    return "Entry[" + place + "]";
  }
}
