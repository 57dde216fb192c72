package dev.restauth.config;

/**
 * A problem with the configuration. Neither part contains a secret or more than one line.
 *
 * @param where the flag, the variable, or the file and line of the setting
 * @param what the fault, and what is expected instead
 */
public record SettingProblem(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
