package dev.restauth.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The recorded requests of the tests (RecordedAnswersTest), as ISO 8859-1. They are changed so that
 * no request causes a password hash, and no request counts against the limits for its address.
 *
 * @param taken the requests after which the connection stays open
 * @param all all requests
 */
record Corpus(List<String> taken, List<String> all) {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9a-f]{2})|\\{(.)\\*(\\d+)})");

  /** The maximum length of a request. Longer requests take too much time. */
  private static final int LONGEST = 4096;

  static Corpus read(Path file) throws IOException {
    String[] entries = Files.readString(file).split("(?m)^### .*\n", -1);
    List<String> taken = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (int i = 1; i < entries.length; i++) {
      String[] requestAndAnswer = entries[i].split("(?m)^---$", 2);
      String request =
          decoded(requestAndAnswer[0])
              .replace("Authorization: Basic", "Authorization: Bearer")
              .replace("\"password\"", "\"passwort\"")
              .replace("/api/users/999", "/api/users/1");
      if (request.length() <= LONGEST) {
        all.add(request);
        if (!requestAndAnswer[1].contains("Connection: close")) {
          taken.add(request);
        }
      }
    }
    return new Corpus(taken, all);
  }

  /**
   * Returns a random request, usually one that keeps the connection open. After a request that
   * closes the connection, a server reads no further request.
   */
  String one(Random random) {
    List<String> of = random.nextInt(4) == 0 ? all : taken;
    return of.get(random.nextInt(of.size()));
  }

  private static String decoded(String text) {
    return ESCAPE
        .matcher(text.replace("\n", ""))
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    meant(escape.group(1), escape.group(2), escape.group(3), escape.group(4))));
  }

  private static String meant(String letter, String hex, String repeated, String times) {
    if (letter != null) {
      return switch (letter) {
        case "r" -> "\r";
        case "n" -> "\n";
        case "t" -> "\t";
        default -> "\\";
      };
    }
    return hex != null
        ? Character.toString(Integer.parseInt(hex, 16))
        : repeated.repeat(Integer.parseInt(times));
  }
}
