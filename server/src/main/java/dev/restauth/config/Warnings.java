package dev.restauth.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Choices that are allowed and dangerous, each as one line for the log. */
public final class Warnings {
  private final List<String> lines = new ArrayList<>();

  Warnings() {}

  /** Adds a line, which must not hold a secret. */
  public void add(String line) {
    lines.add(line);
  }

  /** Adds one if every user of the machine can read the secret in {@code file}. */
  public void readable(Setting<?> setting, Path file) {
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
