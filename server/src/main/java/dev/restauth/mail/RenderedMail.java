package dev.restauth.mail;

/**
 * A mail as it is sent, with its subject and its texts.
 *
 * @param subject one line
 * @param text the plain text, with LF at the end of each line
 * @param html a complete HTML document
 */
record RenderedMail(String subject, String text, String html) {
  /** Returns a text without the content, which may contain codes. */
  @Override
  public String toString() {
    return "RenderedMail[]";
  }
}
