package dev.restauth.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
    Map<String, String> printedLast = new TreeMap<>();
    for (Step step : steps) {
      if (step.command.matches("[A-Z]+=.*")) {
        String name = step.command.replaceFirst("=.*", "");
        variables.put(name, printedLast.getOrDefault(name, ""));
        continue;
      }
      String printed =
          curl.run(step.command.replace(SHOWN_ADDRESS, address), variables)
              .replace(address, SHOWN_ADDRESS);
      keepTokens(printed, printedLast);
      if (!same(comparable(step.shown), comparable(printed.lines().toList()))) {
        differences.add(
            "$ %s\nshown:\n%s\nprinted:\n%s"
                .formatted(step.command, String.join("\n", step.shown), printed));
      }
    }
    return differences;
  }

  /** For the lines that keep a token in the variable TOKEN, a refresh token in REFRESH. */
  private static void keepTokens(String printed, Map<String, String> tokens) {
    try {
      JsonNode json =
          printed.startsWith("{") ? new JsonMapper().readTree(printed) : MissingNode.getInstance();
      for (String member : List.of("token", "access_token")) {
        if (json.has(member)) {
          tokens.put("TOKEN", json.get(member).asText());
        }
      }
      if (json.has("refresh_token")) {
        tokens.put("REFRESH", json.get("refresh_token").asText());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean same(List<String> shown, List<String> printed) {
    return Pattern.matches(
        Stream.of(
                String.join("\n", shown)
                    .replaceAll("(eyJ|restauth_rt_)[\\w-]+…", "$1…")
                    .split("…", -1))
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
