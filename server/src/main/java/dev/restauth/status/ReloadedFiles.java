package dev.restauth.status;

import dev.restauth.config.Config;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that a running server can reload. Thread-safe: reloads run one after another.
 *
 * @param files the kinds of files, in the order in which they are read
 */
public record ReloadedFiles(List<Reloadable> files) {
  private static final System.Logger LOG = System.getLogger(ReloadedFiles.class.getName());

  /** Files of one kind. */
  public interface Reloadable {
    /**
     * Reads the files. From then on, the server uses their new content.
     *
     * @return a line for the operator; empty if the settings name no such files
     * @throws IllegalArgumentException if a file cannot be used; then nothing has changed
     */
    Optional<String> reload();

    /**
     * Returns warnings about the files that {@link #reload} has read. Each warning is a line for
     * the operator.
     */
    default List<String> warnings() {
      return List.of();
    }
  }

  /**
   * The outcome of a reload.
   *
   * @param done the lines about the files that were read
   * @param warnings the warnings about these files
   * @param failed the reasons why files could not be used
   */
  public record Outcome(List<String> done, List<String> warnings, List<String> failed) {
    /** Copies the lists. */
    public Outcome {
      done = List.copyOf(done);
      warnings = List.copyOf(warnings);
      failed = List.copyOf(failed);
    }

    Reply reply() {
      List<String> lines = new ArrayList<>(failed);
      lines.addAll(done);
      warnings.forEach(warning -> lines.add("warning: " + warning));
      if (!failed.isEmpty()) {
        return new Reply.Failed(String.join("\n", lines));
      }
      return Reply.done(
          Facts.NONE.with("reloaded", done).with("warnings", warnings),
          lines.isEmpty()
              ? new String[] {"The settings name no files that can be read again."}
              : lines.toArray(String[]::new));
    }
  }

  /** Copies the list. */
  public ReloadedFiles {
    files = List.copyOf(files);
  }

  /**
   * Returns the given files, and the files whose first line is a secret, such as a password.
   *
   * @param first the files that are read before the files with secrets
   */
  public static ReloadedFiles of(Config config, Reloadable... first) {
    List<Reloadable> all = new ArrayList<>(List.of(first));
    config
        .rereadable()
        .forEach(
            (key, line) ->
                all.add(
                    () -> {
                      line.reread();
                      return Optional.of("the file of " + key + " is used as it is now");
                    }));
    return new ReloadedFiles(all);
  }

  /**
   * Reads all files, and logs the outcome. If a file cannot be used, the other files are read
   * nevertheless.
   */
  public synchronized Outcome reload() {
    List<String> done = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Reloadable each : files) {
      try {
        each.reload().ifPresent(done::add);
        warnings.addAll(each.warnings());
      } catch (IllegalArgumentException e) {
        failed.add(e.getMessage() + "; the server continues with what it has");
      }
    }
    done.forEach(line -> LOG.log(Level.INFO, line));
    warnings.forEach(line -> LOG.log(Level.WARNING, line));
    failed.forEach(line -> LOG.log(Level.ERROR, line));
    return new Outcome(done, warnings, failed);
  }
}
