package dev.restauth.adopt;

import dev.restauth.operator.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts the outcomes of an import, and collects lines for the operator. Not thread-safe. */
final class ImportSummary {
  private static final int SHOWN_AT_MOST = 20;

  private long adopted;
  private long unchanged;
  private long withoutPassword;
  private long disabled;
  private long weak;
  private long refused;
  private long conflicts;
  private long withFactor;
  private long leftBehind;
  private long unprotected;
  private long withoutFactor;
  private final Map<String, Long> hashKinds = new TreeMap<>();
  private final List<String> shown = new ArrayList<>();

  /**
   * Counts an adopted account. Returns a line for the operator if a part of the account could not
   * be imported.
   *
   * @param which the account's name, as the operator sees it
   */
  Optional<String> adopted(Candidate candidate, String which) {
    adopted++;
    withFactor += candidate.hasFactor() ? 1 : 0;
    candidate.kind().ifPresent(kind -> hashKinds.merge(kind, 1L, Long::sum));
    withoutPassword += candidate.kind().isEmpty() ? 1 : 0;
    disabled += candidate.account().active() ? 0 : 1;
    weak += candidate.weak() ? 1 : 0;
    List<String> lost = candidate.account().factors().leftBehind();
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    leftBehind++;
    return Optional.of(addLine("adopted " + which + " without: " + String.join(", ", lost)));
  }

  /**
   * Counts an account that was adopted earlier. It has a second factor in the source, but none at
   * this server: the factor was not imported, or was removed later. Returns the line for the
   * operator.
   */
  String withoutFactor(String which) {
    withoutFactor++;
    return addLine("unchanged " + which + ": it has a second factor there, but none here");
  }

  /**
   * Counts an account that was refused because the password alone would give access to it. Returns
   * the line for the operator.
   */
  String unprotected(String which, String reason) {
    unprotected++;
    return addLine("refused " + which + ": " + reason);
  }

  void unchanged() {
    unchanged++;
  }

  /** Counts a refused account. Returns the line for the operator. */
  String refused(String which, String reason) {
    refused++;
    return addLine("refused " + which + ": " + reason);
  }

  /** Counts a skipped account. Returns the line for the operator. */
  String conflict(String which, String reason) {
    conflicts++;
    return addLine("skipped " + which + ": " + reason);
  }

  private String addLine(String line) {
    if (shown.size() < SHOWN_AT_MOST) {
      shown.add(line);
    }
    return line;
  }

  long adopted() {
    return adopted;
  }

  /**
   * Returns the number of adopted accounts, as a suffix for the message about a source that cannot
   * be read to its end. Returns an empty text if no account was adopted.
   */
  String adoptedSoFar() {
    return adopted == 0 ? "" : "; " + counted(adopted, "adopted before that");
  }

  /**
   * Returns whether the source named a second factor for an account. Accounts that were skipped, or
   * that already have a factor at this server, do not count.
   */
  boolean sawFactors() {
    return withFactor + leftBehind + unprotected + withoutFactor > 0;
  }

  long weak() {
    return weak;
  }

  Facts facts() {
    return Facts.NONE
        .with("adopted", adopted)
        .with("unchanged", unchanged)
        .with("conflicts", conflicts)
        .with("refused", refused)
        .with("without_password", withoutPassword)
        .with("disabled", disabled)
        .with("weak_hashes", weak)
        .with("with_factor", withFactor)
        .with("factors_left_behind", leftBehind)
        .with("unprotected", unprotected)
        .with("unchanged_without_factor", withoutFactor)
        .withEach("formats", hashKinds.entrySet().stream().map(ImportSummary::counted).toList());
  }

  private static Facts counted(Map.Entry<String, Long> kind) {
    return Facts.NONE.with("format", kind.getKey()).with("count", kind.getValue());
  }

  /** Returns the lines of the report for the operator. */
  List<String> notes(boolean dryRun, boolean reported) {
    List<String> notes = new ArrayList<>();
    notes.add(
        counted(
            adopted, dryRun ? "would be adopted" : adopted == 1 ? "was adopted" : "were adopted"));
    if (adopted + unchanged + conflicts + refused + unprotected == 0) {
      notes.add("the source has no accounts: is it the right file and the right kind of source?");
    }
    add(notes, unchanged, "already adopted from this source, unchanged");
    add(
        notes,
        withoutFactor,
        withoutFactor == 1
            ? "of these has a second factor there, but none here"
            : "of these have a second factor there, but none here");
    add(
        notes,
        withoutPassword,
        withoutPassword == 1
            ? "of these has no password and cannot log in with one"
            : "of these have no password and cannot log in with one");
    add(
        notes,
        disabled,
        disabled == 1
            ? "of these is disabled there and stays disabled"
            : "of these are disabled there and stay disabled");
    add(
        notes,
        withFactor,
        withFactor == 1
            ? "of these has a second factor and keeps it"
            : "of these have a second factor and keep it");
    add(
        notes,
        leftBehind,
        leftBehind == 1
            ? "of these loses a factor or a passkey"
            : "of these lose a factor or a passkey");
    hashKinds.forEach(
        (kind, count) ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    count == 1
                        ? "%,d password is hashed with %s"
                        : "%,d passwords are hashed with %s",
                    count,
                    kind)));
    add(notes, conflicts, "skipped: another account here has the name or the id");
    add(notes, refused, "refused: unusable here");
    add(
        notes,
        unprotected,
        "refused: a second factor cannot be imported, and without it the password alone would open"
            + " them; --factors drop imports them nevertheless");
    notes.addAll(shown);
    if (refused + conflicts + unprotected + leftBehind + withoutFactor > shown.size()
        && !reported) {
      notes.add("… and more: --report FILE writes all of them into a file");
    }
    return notes;
  }

  private static void add(List<String> notes, long count, String what) {
    if (count > 0) {
      notes.add(counted(count, what));
    }
  }

  private static String counted(long count, String what) {
    return String.format(
        Locale.ROOT, "%,d %s %s", count, count == 1 ? "account" : "accounts", what);
  }
}
