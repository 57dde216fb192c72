package dev.restauth.adopt.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** One entry of an LDIF file. Collects the attributes of an account. */
final class LdifEntry {
  /**
   * The value by which directories with password policies mark an account as locked permanently.
   */
  private static final String LOCKED_FOR_GOOD = "000001010000Z";

  private final Entry entry;
  private final String nameAttribute;
  private boolean named;
  private boolean password;
  private boolean plain;
  private Optional<String> hash = Optional.empty();

  LdifEntry(String place, String nameAttribute) {
    this.entry = new Entry(place);
    this.nameAttribute = nameAttribute.toLowerCase(Locale.ROOT);
  }

  /**
   * Reads an unfolded line of the entry.
   *
   * @param cut whether the text was truncated because the line is too long
   */
  void line(String text, boolean cut) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      entry.flaw("a line of it has no colon");
      return;
    }
    // Options such as a language follow the name (RFC 4512 section 2.5).
    String attribute = text.substring(0, colon).split(";", 2)[0].toLowerCase(Locale.ROOT);
    if (wanted(attribute)) {
      recordKind(attribute);
      value(attribute, text.substring(colon + 1), cut).ifPresent(v -> found(attribute, v));
    }
  }

  private boolean wanted(String attribute) {
    return attribute.equals(nameAttribute)
        || switch (attribute) {
          case "dn",
              "changetype",
              "userpassword",
              "mail",
              "createtimestamp",
              "nsaccountlock",
              "pwdaccountlockedtime" ->
              true;
          default -> false;
        };
  }

  private void recordKind(String attribute) {
    named |= attribute.equals(nameAttribute);
    password |= attribute.equals("userpassword");
  }

  private Optional<String> value(String attribute, String rest, boolean cut) {
    if (cut) {
      entry.flaw("its " + attribute + " is too long");
      return Optional.empty();
    }
    if (rest.startsWith("<")) {
      // The value is a URL. If the importer opened it, the author of the file could choose what the
      // importer reads.
      entry.flaw("its " + attribute + " is a URL, which is not followed");
      return Optional.empty();
    }
    if (rest.startsWith(":")) {
      Optional<String> decoded = decoded(rest.substring(1).strip());
      if (decoded.isEmpty()) {
        entry.flaw("its " + attribute + " is not text in Base64");
      }
      return decoded;
    }
    return Optional.of(withoutLeadingSpaces(rest));
  }

  private void found(String attribute, String value) {
    if (attribute.equals(nameAttribute)) {
      entry.nameOtherwise(Optional.of(value));
    }
    switch (attribute) {
      case "dn" -> entry.key(Optional.of(value));
      case "changetype" -> {
        if (!value.strip().equalsIgnoreCase("add")) {
          entry.flaw("it is a change, not an entry");
        }
      }
      case "userpassword" -> {
        Optional<String> read = HashTexts.schemed(value);
        plain |= read.isEmpty();
        hash = hash.or(() -> read);
      }
      case "mail" -> entry.email(entry.email().or(() -> Optional.of(value)));
      case "createtimestamp" -> entry.createdAt(ExportTimes.generalized(value.strip()));
      case "nsaccountlock" -> lock(value.strip().equalsIgnoreCase("true"));
      case "pwdaccountlockedtime" -> lock(value.strip().equals(LOCKED_FOR_GOOD));
      default -> {}
    }
  }

  private void lock(boolean locked) {
    if (locked) {
      entry.active(false);
    }
  }

  void sendTo(AccountSource.Sink sink) {
    if (!named && !password) {
      return;
    }
    if (plain && hash.isEmpty()) {
      entry.flaw("its password is in plain text");
    }
    entry.hash(hash).sendTo(sink);
  }

  private static String withoutLeadingSpaces(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    return text.substring(start);
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
