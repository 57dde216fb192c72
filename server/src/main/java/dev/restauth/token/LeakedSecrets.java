package dev.restauth.token;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Secrets that were published in documentation, tutorials and templates. If an application still
 * uses one of them, anyone can sign tokens for any of its accounts. Immutable.
 */
public final class LeakedSecrets {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|(\\\\))");

  private final Set<String> folded;

  private LeakedSecrets(Set<String> folded) {
    this.folded = folded;
  }

  /** Reads the list from the class path. */
  public static LeakedSecrets load() {
    try (InputStream stream =
            Objects.requireNonNull(LeakedSecrets.class.getResourceAsStream("known-secrets.txt"));
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      return new LeakedSecrets(
          reader
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> folded(unescaped(line)))
              .collect(Collectors.toUnmodifiableSet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns whether a secret is published, literally or in an obvious variant. A variant has
   * different case or spaces, or has {@code - _ . !} between or around the words.
   */
  public boolean isPublished(byte[] secret) {
    return folded.contains(folded(new String(secret, StandardCharsets.ISO_8859_1)));
  }

  private static String folded(String secret) {
    return secret.toLowerCase(Locale.ROOT).replaceAll("[\\s_.!-]+", "");
  }

  private static String unescaped(String line) {
    return ESCAPE.matcher(line).replaceAll(LeakedSecrets::character);
  }

  private static String character(MatchResult escape) {
    String hex = escape.group(1);
    String character = hex == null ? "\\" : String.valueOf((char) Integer.parseInt(hex, 16));
    return Matcher.quoteReplacement(character);
  }
}
