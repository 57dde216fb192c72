package dev.restauth.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Warnings for the log, for example about choices that are allowed but dangerous. Each warning is
 * one line.
 */
public final class Warnings {
  private final List<String> lines = new ArrayList<>();

  Warnings() {}

  /**
   * Returns the current warnings for one part of the settings. They may differ from those at the
   * start, because files may have changed.
   */
  public static List<String> now(Settings part, Config config) {
    Warnings warnings = new Warnings();
    part.warn(config, warnings);
    return warnings.lines();
  }

  /** Adds a line, which must not contain a secret. */
  public void add(String line) {
    lines.add(line);
  }

  /** Adds a warning if every user of the machine can read the secret in {@code file}. */
  public void addIfReadable(Setting<?> setting, Path file) {
    if (Environment.isOpenToAll(file)) {
      add(
          setting.key()
              + ": every user of this machine can read "
              + Quoting.quoted(file.toString())
              + "; chmod 600 it");
    }
  }

  List<String> lines() {
    return lines;
  }
}
