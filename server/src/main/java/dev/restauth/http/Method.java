package dev.restauth.http;

/**
 * A method: a token in which case matters (RFC 9110 section 9.1).
 *
 * @param text as it is written in a request
 */
public record Method(String text) {
  public static final Method GET = new Method("GET");
  public static final Method HEAD = new Method("HEAD");
  public static final Method POST = new Method("POST");
  public static final Method PUT = new Method("PUT");
  public static final Method PATCH = new Method("PATCH");
  public static final Method DELETE = new Method("DELETE");
  public static final Method OPTIONS = new Method("OPTIONS");
}
