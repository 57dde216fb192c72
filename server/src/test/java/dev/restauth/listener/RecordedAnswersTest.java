package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.restauth.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the listener answers to requests, good, odd and malformed, byte for byte: whatever carries HTTP
 * answers them alike, or it is known in what it differs. Each is sent whole, on a connection of its own,
 * whose other half is closed then; all that comes back is recorded, but for dates and entity tags.
 *
 * <p>In the file, an entry is {@code ### name}, the request, {@code ---} and the answer. The ends of the
 * file's lines mean nothing; {@code \r}, {@code \n}, {@code \t}, {@code \\}, {@code \xNN} and
 * {@code \{c*N}}, for N times the character, do. An entry without an answer gets the one that comes, and
 * its test fails once, so that somebody looks at it.
 */
@ExtendWith(QuietLogs.class)
class RecordedAnswersTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/restauth/listener/recorded-answers.txt");

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:([rnt\\\\])|x([0-9a-f]{2})|\\{(.)\\*(\\d+)})");

  private static final Pattern RUN = Pattern.compile("([^\\\\\r\n])\\1{199,}");

  @RegisterExtension
  private static final TestServer server =
      new TestServer(Map.of("issuer", "recorded", "hashing-wait", "1m"))
          .withAccount("miguel", "python");

  private static final List<Entry> entries = new ArrayList<>();

  private record Entry(String name, String request, Optional<String> answer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Entry> recorded() throws IOException {
    String[] parts = Files.readString(FILE).split("(?m)^### ", -1);
    List<Entry> read = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] nameAndRest = parts[i].split("\n", 2);
      String[] both = nameAndRest[1].split("(?m)^---$", 2);
      read.add(
          new Entry(
              nameAndRest[0],
              decoded(both[0]),
              both.length > 1 ? Optional.of(decoded(both[1])) : Optional.empty()));
    }
    return read;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void isAnsweredAsRecorded(Entry entry) {
    String answer = answer(entry.request);
    entries.add(new Entry(entry.name, entry.request, entry.answer.or(() -> Optional.of(answer))));
    if (entry.answer.isEmpty()) {
      fail("recorded: look at it in " + FILE);
    }
    assertThat(encoded(answer)).isEqualTo(encoded(entry.answer.get()));
  }

  private static String answer(String request) {
    try (Socket socket = server.calls().connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return all.replaceAll("(?i)(\r\n(?:date|etag): )[^\r]*", "$1*");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void write() throws IOException {
    if (!recorded().stream().allMatch(entry -> entry.answer.isPresent())) {
      String comment = Files.readString(FILE).split("\n", 2)[0];
      Files.writeString(
          FILE,
          entries.stream()
              .map(
                  entry ->
                      "\n### %s\n%s---\n%s"
                          .formatted(
                              entry.name,
                              encoded(entry.request),
                              encoded(entry.answer.orElseThrow())))
              .collect(Collectors.joining("", comment + "\n", "")));
    }
  }

  private static String decoded(String text) {
    return ESCAPE
        .matcher(text.replace("\n", ""))
        .replaceAll(escape -> Matcher.quoteReplacement(meant(escape::group)));
  }

  private interface Groups {
    String group(int number);
  }

  private static String meant(Groups escape) {
    if (escape.group(1) != null) {
      return switch (escape.group(1)) {
        case "r" -> "\r";
        case "n" -> "\n";
        case "t" -> "\t";
        default -> "\\";
      };
    }
    return escape.group(2) != null
        ? Character.toString(Integer.parseInt(escape.group(2), 16))
        : escape.group(3).repeat(Integer.parseInt(escape.group(4)));
  }

  /** With an end of line behind each line feed, and at the end. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    Matcher run = RUN.matcher(text);
    int at = 0;
    while (run.find()) {
      text.substring(at, run.start()).chars().forEach(c -> encoded.append(encoded(c)));
      encoded.append("\\{%s*%d}".formatted(run.group(1), run.group().length()));
      at = run.end();
    }
    text.substring(at).chars().forEach(c -> encoded.append(encoded(c)));
    return encoded.isEmpty() || encoded.charAt(encoded.length() - 1) == '\n'
        ? encoded.toString()
        : encoded + "\n";
  }

  private static String encoded(int character) {
    return switch (character) {
      case '\r' -> "\\r";
      case '\n' -> "\\n\n";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default ->
          character >= ' ' && character < 0x7f
              ? Character.toString(character)
              : "\\x%02x".formatted(character);
    };
  }
}
