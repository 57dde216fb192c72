package dev.restauth;

/** The program's entry. */
public final class Main {
  private Main() {}

  /**
   * Runs.
   *
   * @param args the command line
   */
  public static void main(String[] args) {}
}
