package dev.restauth.adopt.source;

import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The users of an LDAP directory, as LDIF (RFC 2849). Entries with neither the name attribute nor a
 * password are skipped; an example is a group.
 */
public final class LdifSource implements AccountSource {
  /** The attribute that contains the user name in most directories. */
  public static final String DEFAULT_NAME_ATTRIBUTE = "uid";

  private final Path file;
  private final String nameAttribute;

  /**
   * Reads one file.
   *
   * @param nameAttribute the attribute with the user name, in upper or lower case
   */
  public LdifSource(Path file, String nameAttribute) {
    this.file = file;
    this.nameAttribute = nameAttribute;
  }

  @Override
  public void read(Sink sink, Progress progress) {
    try (var lines = new SourceLines(file, ReadProgress.of(List.of(file), progress))) {
      var reading = new Reading(sink);
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        reading.physical(line.get());
      }
      reading.separator();
    }
  }

  /** Joins folded lines, and collects lines into entries. */
  private final class Reading {
    private final Sink sink;
    private Optional<LdifEntry> entry = Optional.empty();
    private final StringBuilder logical = new StringBuilder();
    private boolean cut;

    Reading(Sink sink) {
      this.sink = sink;
    }

    void physical(SourceLines.Line line) {
      if (line.text().isEmpty()) {
        separator();
        return;
      }
      if (line.text().startsWith(" ")) {
        // A continuation line. Before the first line of an entry, it has no line to continue, and
        // is ignored.
        append(line, 1);
        return;
      }
      logical();
      if (entry.isEmpty() && !line.text().startsWith("#")) {
        entry = Optional.of(new LdifEntry(line.place(), nameAttribute));
      }
      append(line, 0);
    }

    private void append(SourceLines.Line line, int from) {
      int room = SourceLines.KEPT_AT_MOST - logical.length();
      int to = Math.min(line.text().length(), from + room);
      logical.append(line.text(), from, to);
      cut |= line.cut() || to < line.text().length();
    }

    void separator() {
      logical();
      entry.ifPresent(e -> e.sendTo(sink));
      entry = Optional.empty();
    }

    private void logical() {
      if (!logical.isEmpty() && logical.charAt(0) != '#') {
        String text = logical.toString();
        entry.ifPresent(e -> e.line(text, cut));
      }
      logical.setLength(0);
      cut = false;
    }
  }

  /** Returns a text that names the file and the attribute. */
  @Override
  public String toString() {
    return "LdifSource[" + file + ", " + nameAttribute + "]";
  }
}
