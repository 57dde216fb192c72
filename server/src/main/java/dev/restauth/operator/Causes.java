package dev.restauth.operator;

import java.util.stream.Stream;

/** A throwable and its causes, at most {@value #MOST} in all. */
final class Causes {
  private static final int MOST = 6;

  private Causes() {}

  static Stream<Throwable> of(Throwable thrown) {
    return Stream.<Throwable>iterate(thrown, each -> each != null, Throwable::getCause).limit(MOST);
  }
}
