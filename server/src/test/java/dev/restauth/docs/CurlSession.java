package dev.restauth.docs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commands as a document shows them, with what they print. Dates and tokens may differ, and {@code …}
 * stands for any text; everything else must come as it is shown.
 *
 * @param steps in their order
 */
record CurlSession(List<Step> steps) {
  private static final String SHOWN_ADDRESS = "http://127.0.0.1:5000";

  /** A command and the lines that it is shown to print. */
  record Step(String command, List<String> shown) {}

  /** What runs a curl command with shell variables and gives all that it prints. */
  interface Curl {
    String run(String command, Map<String, String> variables);
  }

  /** All console blocks of a document as one session. */
  static CurlSession of(Document document) {
    List<Step> steps = new ArrayList<>();
    document
        .matches("(?s)^```console\n(.*?)^```$")
        .flatMap(block -> block.group(1).lines())
        .forEach(
            line -> {
              if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
              } else {
                steps.getLast().shown.add(line);
              }
            });
    return new CurlSession(steps);
  }

  /** Runs it and gives all steps that print something else than is shown. */
  List<String> differences(Curl curl, int port) {
    String address = "http://127.0.0.1:" + port;
    Map<String, String> variables = new TreeMap<>(Map.of("SERVER", address));
    List<String> differences = new ArrayList<>();
    String token = "";
    for (Step step : steps) {
      if (step.command.startsWith("TOKEN=")) {
        variables.put("TOKEN", token);
        continue;
      }
      String printed =
          curl.run(step.command.replace(SHOWN_ADDRESS, address), variables)
              .replace(address, SHOWN_ADDRESS);
      if (printed.startsWith("{\"token\":")) {
        token = token(printed);
      }
      if (!same(comparable(step.shown), comparable(printed.lines().toList()))) {
        differences.add(
            "$ %s\nshown:\n%s\nprinted:\n%s"
                .formatted(step.command, String.join("\n", step.shown), printed));
      }
    }
    return differences;
  }

  private static String token(String json) {
    try {
      return new JsonMapper().readTree(json).get("token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean same(List<String> shown, List<String> printed) {
    return Pattern.matches(
        Stream.of(String.join("\n", shown).replaceAll("eyJ[\\w-]+…", "eyJ…").split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^\n]*")),
        String.join("\n", printed));
  }

  /** Without what depends on the day and on how the connection was used. */
  private static List<String> comparable(List<String> lines) {
    List<String> comparable = new ArrayList<>();
    boolean head = !lines.isEmpty() && lines.getFirst().startsWith("HTTP/");
    boolean empty = head && lines.getFirst().contains(" 204");
    for (String line : lines) {
      head = head && !line.isBlank();
      String header = line.replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
      if (!head) {
        comparable.add(line);
      } else if (line.startsWith("HTTP/")) {
        comparable.add(line.replaceFirst("^(\\S+ \\d+).*", "$1"));
      } else if (header.equals("date")) {
        comparable.add("date");
      } else if (!header.equals("connection") && !(empty && header.equals("content-length"))) {
        comparable.add(header + line.substring(header.length()));
      }
    }
    while (!comparable.isEmpty() && comparable.getLast().isBlank()) {
      comparable.removeLast();
    }
    return comparable;
  }
}
