package dev.restauth.mail;

/**
 * A mail in words.
 *
 * @param subject one line
 * @param text plain text, lines end with LF
 * @param html a whole document
 */
record RenderedMail(String subject, String text, String html) {
  /** Nothing of it: it may hold codes. */
  @Override
  public String toString() {
    return "RenderedMail[]";
  }
}
