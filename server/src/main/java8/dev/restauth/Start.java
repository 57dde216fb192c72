package dev.restauth;

/**
 * The entry point of the one jar. This class is compiled for Java 8, so that it can print a clear
 * message if Java is too old for the program. Otherwise Java would report an {@code
 * UnsupportedClassVersionError}. Use no newer features of Java here.
 */
public final class Start {
  static final int NEEDED = 25;

  private Start() {}

  /** Runs one command, as {@link Main#main} does, or exits with 1. */
  public static void main(String[] arguments) {
    String version = System.getProperty("java.specification.version");
    if (isTooOld(version)) {
      System.err.println(
          "restauth: needs Java " + NEEDED + " or newer and was started by Java " + version + ", "
              + System.getProperty("java.home") + ".");
      System.exit(1);
    }
    Main.main(arguments);
  }

  /**
   * Returns whether a Java is older than the program needs.
   *
   * @param version the {@code java.specification.version}, such as 25, or 1.8
   */
  static boolean isTooOld(String version) {
    return version.startsWith("1.") || Integer.parseInt(version) < NEEDED;
  }
}
