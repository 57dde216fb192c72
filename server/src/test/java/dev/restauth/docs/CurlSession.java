package dev.restauth.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.work.SolvedWork;
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
 * The commands of a document, with their output. Dates and times may differ. In the shown output,
 * {@code …} stands for any text, for example for the rest of a token. All other output must match
 * exactly.
 *
 * @param steps the commands in their order
 */
record CurlSession(List<Step> steps) {
  private static final String SHOWN_ADDRESS = "http://127.0.0.1:5000";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

  /** A command and its documented output. */
  record Step(String command, List<String> shown) {}

  /** Runs a curl command with shell variables and returns its output. */
  interface Curl {
    String run(String command, Map<String, String> variables);

    /** Returns whether a shell runs the commands, so that they may contain pipes. */
    default boolean isShell() {
      return false;
    }

    /** Returns the next code of an authenticator app with a secret in Base32. */
    default String appCode(String secret) {
      throw new AssertionError("there is no authenticator app here");
    }

    /** Returns the code in the next mail to the documents' user. */
    default String mailedCode() {
      throw new AssertionError("no mails are read here");
    }
  }

  /**
   * Returns all documents whose examples can be run, because they call a server at the default
   * address.
   */
  static List<Document> documents() {
    return Document.all().stream()
        .filter(document -> has(document, "\\$ curl .*" + SHOWN_ADDRESS + "/.*"))
        .filter(document -> !has(document, "\\$ ./restauth serve.*"))
        .toList();
  }

  private static boolean has(Document document, String line) {
    return blocks(document).flatMap(String::lines).anyMatch(shown -> shown.matches(line));
  }

  private static Stream<String> blocks(Document document) {
    return document.matches("(?s)^```console\n(.*?)^```$").map(block -> block.group(1));
  }

  /** Returns all console blocks of a document as one session. */
  static CurlSession of(Document document) {
    List<Step> steps = new ArrayList<>();
    blocks(document)
        .flatMap(String::lines)
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

  /**
   * A part of a document that needs a separate server.
   *
   * @param settings the server's settings in addition to the settings of all documents
   */
  record Part(Map<String, String> settings, CurlSession session) {}

  /** Returns the parts of a document. A new part begins at each comment that contains settings. */
  static List<Part> parts(Document document) {
    String begin = "<!-- server: ";
    List<Part> parts = new ArrayList<>();
    for (String text : document.text().split("(?=" + begin + ")", -1)) {
      Map<String, String> settings = new TreeMap<>();
      if (text.startsWith(begin)) {
        String setting = text.substring(begin.length(), text.indexOf(" -->"));
        settings.put(setting.replaceFirst("=.*", ""), setting.replaceFirst(".*=", ""));
      }
      CurlSession session = of(new Document(document.path(), text));
      if (!session.steps.isEmpty()) {
        parts.add(new Part(settings, session));
      }
    }
    return parts;
  }

  /** Runs the session and returns all steps whose output differs from the document. */
  List<String> differences(Curl curl, int port) {
    String address = "http://127.0.0.1:" + port;
    Map<String, String> variables = new TreeMap<>(Map.of("SERVER", address));
    List<String> differences = new ArrayList<>();
    Map<String, String> printedLast = new TreeMap<>();
    SoftAuthenticator authenticator = new SoftAuthenticator();
    for (Step step : steps) {
      if (step.command.matches("[A-Z]+=.*")) {
        String name = step.command.replaceFirst("=.*", "");
        variables.put(
            name, name.equals("CODE") ? code(curl, variables) : printedLast.getOrDefault(name, ""));
        continue;
      }
      String printed =
          curl.run(step.command.replace(SHOWN_ADDRESS, address), variables)
              .replace(address, SHOWN_ADDRESS);
      keep(printed, printedLast, authenticator);
      if (!same(comparable(step.shown), comparable(printed.lines().toList()))) {
        differences.add(
            "$ %s\nshown:\n%s\nprinted:\n%s"
                .formatted(step.command, String.join("\n", step.shown), printed));
      }
    }
    return differences;
  }

  /**
   * Returns the next code of the user's authenticator app. If the user has no app, returns the code
   * of a mail.
   */
  private static String code(Curl curl, Map<String, String> variables) {
    return variables.containsKey("SECRET")
        ? curl.appCode(variables.get("SECRET"))
        : curl.mailedCode();
  }

  /**
   * Sets the variables for the next commands. TOKEN is a token and REFRESH a refresh token. REQUEST
   * is a request id, and ID the id of an invitation, a key or a passkey. KEY is a key, and SID the
   * oldest session. WORK is a solved challenge, and CREDENTIAL an authenticator's response.
   */
  private static void keep(
      String printed, Map<String, String> last, SoftAuthenticator authenticator) {
    try {
      JsonNode json =
          printed.startsWith("{") ? new JsonMapper().readTree(printed) : MissingNode.getInstance();
      keep(json.path("token"), "TOKEN", last);
      keep(json.path("access_token"), "TOKEN", last);
      keep(json.path("refresh_token"), "REFRESH", last);
      keep(json.path("key"), "KEY", last);
      keep(json.path("keys").path(0).path("id"), "ID", last);
      keep(json.path("request"), "REQUEST", last);
      keep(json.path("id"), "ID", last);
      keep(json.path("passkey").path("id"), "ID", last);
      keep(json.path("secret"), "SECRET", last);
      JsonNode publicKey = json.path("publicKey");
      if (publicKey.isObject()) {
        JsonNode credential =
            publicKey.has("user") ? authenticator.create(publicKey) : authenticator.get(publicKey);
        last.put("CREDENTIAL", credential.toString());
      }
      if (json.has("factors")) {
        keep(json.path("challenge"), "CHALLENGE", last);
      } else if (json.has("challenge")) {
        last.put(
            "WORK", SolvedWork.of(json.get("challenge").asText(), json.get("difficulty").asInt()));
      }
      keep(json.path("sessions").path(json.path("sessions").size() - 1).path("id"), "SID", last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (printed.startsWith("restauth_sk_")) {
      last.put("KEY", printed.lines().findFirst().orElseThrow());
    }
  }

  private static void keep(JsonNode value, String variable, Map<String, String> last) {
    if (value.isTextual()) {
      last.put(variable, value.asText());
    }
  }

  private static boolean same(List<String> shown, List<String> printed) {
    return Pattern.matches(
        Stream.of(
                String.join("\n", shown)
                    .replaceAll("\\b(eyJ|restauth_(?:[rs]t|cs|sk|pat)_)?[\\w-]+…", "$1…")
                    .split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[^\n]*")),
        String.join("\n", printed));
  }

  /** Removes the parts of an output that depend on the date and on the connection. */
  private static List<String> comparable(List<String> lines) {
    List<String> comparable = new ArrayList<>();
    boolean head = !lines.isEmpty() && lines.getFirst().startsWith("HTTP/");
    boolean empty = head && lines.getFirst().contains(" 204");
    for (String shown : lines) {
      String line = shown.replaceAll(TIME, "…Z");
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
