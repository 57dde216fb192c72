package dev.restauth.docs;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A substitute for curl, for machines without it. It supports the features of curl and of the shell
 * that the documents use.
 *
 * @param calls the HTTP client for the server
 */
record OwnCurl(HttpCalls calls) implements CurlSession.Curl {
  private static final String TYPE = "Content-Type: ";

  @Override
  public String run(String command, Map<String, String> variables) {
    List<String> words = words(command, variables);
    if (!words.getFirst().equals("curl")) {
      throw new AssertionError("no curl command: " + command);
    }
    String method = "";
    boolean withHead = false;
    int lines = 0;
    Optional<String> body = Optional.empty();
    String path = "";
    List<String> headers = new ArrayList<>(List.of("User-Agent: curl/0"));
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "-N" -> {} // this substitute never buffers output
        case "-i" -> withHead = true;
        case "-I" -> {
          method = "HEAD";
          withHead = true;
        }
        case "-s" -> {} // this substitute prints no progress
        case "-X" -> method = words.get(++i);
        case "-H" -> headers.add(words.get(++i));
        case "-d" -> {
          String more = words.get(++i);
          body = Optional.of(body.map(before -> before + "&" + more).orElse(more));
        }
        case "-u" -> headers.add(basic(words.get(++i)));
        case "|", "head" -> {}
        case "-n" -> lines = Integer.parseInt(words.get(++i));
        default -> path = word.replaceFirst("^http://127\\.0\\.0\\.1:" + calls.port(), "");
      }
    }
    if (!path.startsWith("/")) {
      throw new AssertionError("no address, or an unsupported option: " + command);
    }
    if (body.isPresent() && headers.stream().noneMatch(header -> header.startsWith(TYPE))) {
      headers.add(TYPE + "application/x-www-form-urlencoded"); // like curl
    }
    if (lines > 0) {
      return FirstLines.of(calls, path, headers, lines);
    }
    String implied = body.isPresent() ? "POST" : "GET";
    Reply reply =
        calls.call(method.isEmpty() ? implied : method, path, body, headers.toArray(String[]::new));
    return (withHead ? head(reply) : "") + reply.body();
  }

  private static String basic(String credentials) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  private static String head(Reply reply) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + "\n");
    reply
        .headers()
        .forEach(
            header ->
                head.append(header.getKey()).append(": ").append(header.getValue()).append('\n'));
    return head.append('\n').toString();
  }

  /**
   * Splits a command into words like a shell, which handles quotes, continued lines, and variables
   * outside of single quotes.
   */
  static List<String> words(String command, Map<String, String> variables) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = ' ';
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote == ' ' && (c == ' ' || c == '\n')) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else if (quote == ' ' && command.startsWith("\\\n", i)) {
        i++;
      } else if (c == quote) {
        quote = ' ';
      } else if (quote == ' ' && (c == '\'' || c == '"')) {
        quote = c;
        inWord = true;
      } else if (quote != '\'' && c == '$') {
        String name = command.substring(i + 1).replaceFirst("(?s)[^A-Z].*", "");
        word.append(variables.getOrDefault(name, ""));
        inWord = true;
        i += name.length();
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
