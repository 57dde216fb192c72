package dev.restauth.http;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request method: a case-sensitive token (RFC 9110 section 9.1).
 *
 * @param text the method as written in a request
 */
public record Method(String text) {
  public static final Method GET = new Method("GET");
  public static final Method HEAD = new Method("HEAD");
  public static final Method POST = new Method("POST");
  public static final Method PUT = new Method("PUT");
  public static final Method PATCH = new Method("PATCH");
  public static final Method DELETE = new Method("DELETE");
  public static final Method OPTIONS = new Method("OPTIONS");

  private static final Map<String, Method> STANDARD =
      Stream.of(GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS)
          .collect(Collectors.toUnmodifiableMap(Method::text, each -> each));

  /**
   * Returns the same result as a record's own implementation. For that implementation, the JDK would
   * generate classes at each start. The same applies to {@link #hashCode}.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Method method && text.equals(method.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns whether this method is one of the constants. */
  boolean isStandard() {
    return STANDARD.containsKey(text);
  }

  /** The method with this name. */
  public static Method of(String text) {
    Method standard = STANDARD.get(text);
    return standard == null ? new Method(text) : standard;
  }
}
