package dev.restauth.adopt.source;

import dev.restauth.adopt.sql.LegacyRow;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Validates rows of a legacy database, and converts them to accounts. */
final class LegacyAccounts {
  /** The result of validating a row. */
  sealed interface Validated {
    /** An account that can be imported. */
    record Valid(SourceAccount account) implements Validated {}

    /** A row that cannot be imported, with the reason in a few words without a secret. */
    record Invalid(String reason) implements Validated {}
  }

  private LegacyAccounts() {}

  static Validated validate(LegacyRow row) {
    Optional<String> problem =
        nameProblem(row.username().orElse(""))
            .or(() -> tooLong("password hash", row.passwordHash(), Entry.HASH_AT_MOST))
            .or(() -> tooLong("salt", row.salt(), Entry.HASH_AT_MOST))
            .or(() -> tooLong("e-mail address", row.email(), Entry.EMAIL_AT_MOST))
            .or(() -> tooLong("id", row.id(), Entry.NAME_AT_MOST));
    Optional<Boolean> active =
        row.active().map(LegacyAccounts::parseBoolean).orElse(Optional.of(false));
    if (problem.isEmpty() && active.isEmpty()) {
      problem = Optional.of("its column active is neither true nor false");
    }
    return problem
        .<Validated>map(Validated.Invalid::new)
        .orElseGet(() -> valid(row, active.orElse(false)));
  }

  private static Validated valid(LegacyRow row, boolean active) {
    String name = row.username().orElseThrow();
    return new Validated.Valid(
        new SourceAccount(
            row.wholeId(),
            row.id().orElse(name),
            name,
            row.passwordHash().filter(hash -> !hash.isEmpty()),
            row.email().filter(email -> !email.isEmpty()),
            active,
            row.createdAt().flatMap(DatabaseTimes::instant),
            row.salt().filter(salt -> !salt.isEmpty()),
            FactorColumns.read(row.factors())));
  }

  /** Returns why a user with this name cannot be imported; empty if the name is acceptable. */
  static Optional<String> nameProblem(String name) {
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

  /**
   * Returns whether the text can be imported: it has no NUL and no U+FFFD. {@link LegacyRow} has
   * U+FFFD in place of bytes that are not UTF-8, so two different names could have become equal.
   */
  private static boolean isText(String text) {
    try {
      ByteBuffer _ = StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
      return text.indexOf('\0') < 0 && text.indexOf('\uFFFD') < 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static Optional<Boolean> parseBoolean(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "1", "true", "t", "yes", "y", "on", "active", "enabled" -> Optional.of(true);
      case "0", "false", "f", "no", "n", "off", "inactive", "disabled", "" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
