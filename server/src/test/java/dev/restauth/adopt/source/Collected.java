package dev.restauth.adopt.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Collects all entries of a source. */
final class Collected implements AccountSource.Sink {
  private final List<SourceAccount> accounts = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();
  private final List<byte[]> secrets = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  /** Reads the whole source. */
  static Collected of(AccountSource source) {
    var collected = new Collected();
    source.read(
        collected, (step, done, total) -> collected.progress.add(step + " " + done + "/" + total));
    return collected;
  }

  /** Returns a file of the test resources. */
  static Path sample(String name) {
    try {
      return Path.of(Objects.requireNonNull(Collected.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Creates a file with a text. */
  static Path file(Path folder, String text) {
    return file(folder, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path file(Path folder, byte[] bytes) {
    try {
      return Files.write(Files.createTempFile(folder, "source", ".txt"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a hash of {@code python} in a format, from the recorded samples. */
  static String hash(String format) {
    return Objects.requireNonNull(HASHES.get(format), format);
  }

  private static final Map<String, String> HASHES = hashes();

  private static Map<String, String> hashes() {
    try {
      Map<String, String> found = new HashMap<>();
      for (String line : Files.readAllLines(sample("hashes.txt"))) {
        String[] parts = line.split(" ", 2);
        found.put(parts[0], parts[1]);
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<SourceAccount> accounts() {
    return accounts;
  }

  List<String> names() {
    return accounts.stream().map(SourceAccount::username).toList();
  }

  SourceAccount named(String name) {
    return accounts.stream().filter(a -> a.username().equals(name)).findFirst().orElseThrow();
  }

  String hashOf(String name) {
    return named(name).passwordHash().orElse("none");
  }

  /** Returns the refused entries, in the form {@code WHICH: REASON}. */
  List<String> refused() {
    return refused;
  }

  /** Returns the reported progress, in the form {@code STEP DONE/TOTAL}. */
  List<String> progress() {
    return progress;
  }

  List<byte[]> secrets() {
    return secrets;
  }

  @Override
  public void account(SourceAccount account) {
    accounts.add(account);
  }

  @Override
  public void refused(String which, String reason) {
    refused.add(which + ": " + reason);
  }

  @Override
  public String addSecret(byte[] secret) {
    secrets.add(secret.clone());
    return "s" + secrets.size();
  }
}
