package dev.restauth.cli;

import dev.restauth.Declarations;
import dev.restauth.job.Progress;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command that runs in this process. By default, its requests are recorded and answered, but not
 * executed.
 */
public final class Attempt {
  private static final Path USUAL_DIRECTORY = Path.of("/work");
  private static final SharedParser PARSER = new SharedParser(USUAL_DIRECTORY);

  private final List<DatabaseAccess> reaches = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final List<Map<String, String>> flags = new ArrayList<>();
  private final List<Map<String, String>> served = new ArrayList<>();
  private final Typing typing = new Typing();
  private InstantSource clock = InstantSource.fixed(Instant.EPOCH);
  private Path workingDirectory = USUAL_DIRECTORY;
  private byte[] input = {};
  private boolean errIsTerminal;
  private OperationRunner operating = (given, reach, request, progress) -> Reply.done(Facts.NONE);

  /**
   * The result of a command.
   *
   * @param reaches the database access that each request needs
   * @param requests the requests of the command
   * @param flags the settings that belong to each request
   * @param served the settings with which the command started a server
   */
  public record Result(
      int exitCode,
      String out,
      String err,
      List<DatabaseAccess> reaches,
      List<Request> requests,
      List<Map<String, String>> flags,
      List<Map<String, String>> served) {}

  private static final class Typing implements Terminal.Prompt {
    private final Deque<String> typed = new ArrayDeque<>();
    private boolean present;

    @Override
    public boolean isInteractive() {
      return present;
    }

    @Override
    public Optional<String> readLine() {
      return Optional.ofNullable(typed.poll());
    }

    @Override
    public Optional<String> readSecret() {
      return readLine();
    }
  }

  /** Answers each request with this reply. */
  public Attempt reply(Reply reply) {
    return operating((given, reach, request, progress) -> reply);
  }

  /** Executes each request with this runner. */
  public Attempt operating(OperationRunner instead) {
    operating = instead;
    return this;
  }

  /** Simulates a user at the terminal, who types the given lines and then closes the input. */
  public Attempt typing(String... lines) {
    typing.present = true;
    typing.typed.addAll(List.of(lines));
    return this;
  }

  /** Sets the content of standard input. */
  public Attempt input(String text) {
    return input(text.getBytes(StandardCharsets.UTF_8));
  }

  Attempt input(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /** Sets the working directory. The command line then has a separate parser. */
  public Attempt in(Path folder) {
    workingDirectory = folder;
    return this;
  }

  Attempt seenAt(InstantSource time) {
    errIsTerminal = true;
    clock = time;
    return this;
  }

  /** Splits a line into words like a shell, at spaces outside of single and double quotes. */
  public static String[] words(String line) {
    return Pattern.compile("\"([^\"]*)\"|'([^']*)'|\\S+")
        .matcher(line)
        .results()
        .map(
            word ->
                Stream.of(word.group(1), word.group(2))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseGet(word::group))
        .toArray(String[]::new);
  }

  /** Runs the command. */
  public Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal = terminal(out, err);
    int exitCode =
        workingDirectory.equals(USUAL_DIRECTORY)
            ? PARSER.run(arguments, terminal, this::serve, this::perform)
            : Cli.run(
                arguments,
                Declarations.OURS.settings(),
                terminal,
                this::serve,
                this::perform,
                Declarations.OURS::commands);
    return new Result(exitCode, out.toString(), err.toString(), reaches, requests, flags, served);
  }

  Terminal terminal(StringWriter out, StringWriter err) {
    return new Terminal(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        new ByteArrayInputStream(input),
        typing,
        () -> false,
        () -> errIsTerminal,
        clock,
        workingDirectory);
  }

  private int serve(Map<String, String> given) {
    served.add(given);
    return Cli.OK;
  }

  private Reply perform(
      Map<String, String> given, DatabaseAccess reach, Request request, Progress progress) {
    flags.add(given);
    reaches.add(reach);
    requests.add(request);
    return operating.perform(given, reach, request, progress);
  }
}
