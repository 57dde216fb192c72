package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyRow;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** From rows of an old database to accounts, or to why they are none. */
final class LegacyAccounts {
  /** What a row is taken for. */
  sealed interface Judged {
    /** An account. */
    record Good(SourceAccount account) implements Judged {}

    /** No account, and why, in a few words without a secret. */
    record Bad(String reason) implements Judged {}
  }

  private LegacyAccounts() {}

  static Judged of(LegacyRow row) {
    Optional<String> wrong =
        nameWrong(row.username().orElse(""))
            .or(() -> tooLong("password hash", row.passwordHash(), Entry.HASH_AT_MOST))
            .or(() -> tooLong("salt", row.salt(), Entry.HASH_AT_MOST))
            .or(() -> tooLong("e-mail address", row.email(), Entry.EMAIL_AT_MOST))
            .or(() -> tooLong("id", row.id(), Entry.NAME_AT_MOST));
    Optional<Boolean> active = row.active().map(LegacyAccounts::truth).orElse(Optional.of(false));
    if (wrong.isEmpty() && active.isEmpty()) {
      wrong = Optional.of("whether it is active is neither true nor false");
    }
    return wrong.<Judged>map(Judged.Bad::new).orElseGet(() -> good(row, active.orElse(false)));
  }

  private static Judged good(LegacyRow row, boolean active) {
    String name = row.username().orElseThrow();
    return new Judged.Good(
        new SourceAccount(
            row.wholeId(),
            row.id().orElse(name),
            name,
            row.passwordHash().filter(hash -> !hash.isEmpty()),
            row.email().filter(email -> !email.isEmpty()),
            active,
            row.createdAt().flatMap(DatabaseTimes::instant),
            row.salt().filter(salt -> !salt.isEmpty())));
  }

  /** Whether there can be an old user of that name who is taken over. */
  static Optional<String> nameWrong(String name) {
    if (name.isEmpty()) {
      return Optional.of("it has no user name");
    }
    if (name.length() > Entry.NAME_AT_MOST) {
      return Optional.of("its user name is longer than " + Entry.NAME_AT_MOST + " bytes");
    }
    if (!isText(name)) {
      return Optional.of("its user name is not UTF-8, or has a NUL character");
    }
    return name.getBytes(StandardCharsets.UTF_8).length > Entry.NAME_AT_MOST
        ? Optional.of("its user name is longer than " + Entry.NAME_AT_MOST + " bytes")
        : Optional.empty();
  }

  private static Optional<String> tooLong(String what, Optional<String> text, int most) {
    if (text.isPresent() && text.get().length() > most) {
      return Optional.of("its " + what + " is longer than " + most + " characters");
    }
    return text.filter(given -> !isText(given))
        .map(_ -> "its " + what + " is not UTF-8, or has a NUL character");
  }

  /** U+FFFD stands where bytes were that are no UTF-8: other names would look the same. */
  private static boolean isText(String text) {
    try {
      ByteBuffer _ = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
      return text.indexOf('\0') < 0 && text.indexOf('\uFFFD') < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Optional<Boolean> truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "1", "true", "t", "yes", "y", "on", "active", "enabled" -> Optional.of(true);
      case "0", "false", "f", "no", "n", "off", "inactive", "disabled", "" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
