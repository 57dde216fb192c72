package dev.restauth.mail;

/**
 * A mail with its subject and its text.
 *
 * @param subject one line
 * @param text plain text, lines end with LF
 * @param html a whole document
 */
record RenderedMail(String subject, String text, String html) {
  /** Leaves out the content, which may contain codes. */
  @Override
  public String toString() {
    return "RenderedMail[]";
  }
}
