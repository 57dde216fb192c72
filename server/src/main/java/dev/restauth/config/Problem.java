package dev.restauth.config;

/**
 * One thing that is wrong with the configuration. Neither part ever holds a secret or more than one
 * line.
 *
 * @param where which flag, variable or line of which file it came from
 * @param what what is wrong there and what is expected
 */
public record Problem(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
