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
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The listener's responses to valid, unusual and malformed requests, byte for byte. A new HTTP
 * implementation must give the same responses, or its differences must be reviewed. Each request is
 * sent whole on its own connection, whose sending side is then closed. The test records everything
 * that the server sends, except dates and entity tags.
 *
 * <p>In the file of recorded responses, an entry consists of {@code ### name}, the request, {@code
 * ---} and the response. Both are written with {@link Escapes}, and the file's line breaks have no
 * meaning. If an entry lacks a response, the test adds the response and fails once, so that a
 * developer reviews it.
 */
@ExtendWith(QuietLogs.class)
class RecordedAnswersTest {
  private static final Path FILE =
      Path.of("src/test/resources/dev/restauth/listener/recorded-answers.txt");

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
              Escapes.decoded(both[0]),
              both.length > 1 ? Optional.of(Escapes.decoded(both[1])) : Optional.empty()));
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
    assertThat(Escapes.encoded(answer)).isEqualTo(Escapes.encoded(entry.answer.get()));
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
                              Escapes.encoded(entry.request),
                              Escapes.encoded(entry.answer.orElseThrow())))
              .collect(Collectors.joining("", comment + "\n", "")));
    }
  }
}
