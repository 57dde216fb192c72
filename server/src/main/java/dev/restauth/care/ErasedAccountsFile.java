package dev.restauth.care;

import dev.restauth.care.ErasedAccounts.Erased;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.DurableFiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * List of erased accounts, in a file beside the backups. A restore needs the list, because a backup
 * from before an erasure still contains the account. Each line consists of an id and the time of
 * creation in microseconds, without a name.
 *
 * @param path the path of the file, which need not exist
 */
record ErasedAccountsFile(Path path) {
  private static final String NAME = "erased-accounts";

  private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) (-?[0-9]{1,18})");

  /** Returns the list that belongs to a backup. */
  static ErasedAccountsFile beside(Path backup) {
    return new ErasedAccountsFile(backup.toAbsolutePath().resolveSibling(NAME));
  }

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * Reads the list. A missing file counts as an empty list.
   *
   * @throws StoreRefusedException if the list cannot be read
   */
  <T> T read(Function<Iterator<Erased>, T> reader) {
    try {
      if (!exists()) {
        return reader.apply(Collections.emptyIterator());
      }
      try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
        return reader.apply(lines.lines().map(this::erased).iterator());
      }
    } catch (IOException | UncheckedIOException e) {
      throw refused("read", e);
    }
  }

  private Erased erased(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new StoreRefusedException(
          path
              + " is no list of erased accounts: a line is not an id and a time. Move it away only if"
              + " it is not yours");
    }
    return new Erased(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  /**
   * Adds accounts to the list, and writes it to disk.
   *
   * @param more the accounts to add, in ascending order
   * @return the number of accounts in the list afterwards
   * @throws StoreRefusedException if reading or writing fails; the list is then unchanged, or
   *     contains all accounts
   */
  long add(Iterator<Erased> more) {
    Optional<Path> part = Optional.empty();
    try {
      Path created =
          Files.createTempFile(
              DurableFiles.folder(path), NAME + ".", ".part", DurableFiles.OWNERS_FILE);
      part = Optional.of(created);
      long count = read(present -> write(created, present, more));
      DurableFiles.force(created);
      Files.move(
          created, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.force(DurableFiles.folder(path));
      return count;
    } catch (IOException | UncheckedIOException e) {
      throw refused("write", e);
    } finally {
      part.ifPresent(ErasedAccountsFile::delete);
    }
  }

  private static void delete(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // A leftover file does no harm, because it contains no names. An exception here would replace
      // an exception of the caller.
    }
  }

  private static long write(Path file, Iterator<Erased> one, Iterator<Erased> other) {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      long count = 0;
      Optional<Erased> first = next(one);
      Optional<Erased> second = next(other);
      while (first.isPresent() || second.isPresent()) {
        int order =
            first.isEmpty() ? 1 : second.isEmpty() ? -1 : first.get().compareTo(second.get());
        Erased least = order <= 0 ? first.orElseThrow() : second.orElseThrow();
        writer.write(least.id() + " " + least.createdAt() + "\n");
        count++;
        first = order <= 0 ? next(one) : first;
        second = order >= 0 ? next(other) : second;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Erased> next(Iterator<Erased> accounts) {
    return accounts.hasNext() ? Optional.of(accounts.next()) : Optional.empty();
  }

  private StoreRefusedException refused(String action, Exception e) {
    return new StoreRefusedException(
        "cannot " + action + " the list of erased accounts " + path + ": " + e.getMessage());
  }
}
