package dev.restauth;

/** The kind of run: with {@code ./test --long}, some tests do more. */
public final class LongRun {
  public static final boolean IS_LONG = System.getProperty("long") != null;

  private LongRun() {}
}
