package dev.restauth;

import static dev.restauth.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium process that is driven through the Chrome DevTools Protocol. The browser can
 * connect only to this machine.
 */
public final class Chromium implements AutoCloseable {
  /** Chromium without what only a window needs; it takes a third of the processor time. */
  private static final String SHELL = "chromium-headless-shell";

  private static final List<String> WHOLE =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final JsonMapper JSON = new JsonMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, List<String>> requests = new ConcurrentHashMap<>();

  private Chromium(Path folder) throws IOException {
    this.folder = folder;
    process = start(folder);
    socket = http.newWebSocketBuilder().buildAsync(address(), new Answers()).join();
  }

  /** Starts a browser without history, cookies or extensions. */
  public static Chromium start() {
    try {
      return new Chromium(TemporaryFolder.make());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process start(Path folder) throws IOException {
    List<String> command = new ArrayList<>(List.of(program(), "--headless", "--disable-gpu"));
    command.addAll(List.of("--no-first-run", "--disable-dev-shm-usage", "--disable-breakpad"));
    command.addAll(List.of("--disable-background-networking", "--disable-component-update"));
    command.add("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
    command.add("--remote-debugging-port=0");
    command.add("--user-data-dir=" + folder.resolve("profile"));
    if (System.getProperty("user.name").equals("root")) {
      command.add("--no-sandbox"); // Chromium refuses to start as root with its sandbox
    }
    command.add("about:blank");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("HOME", folder.toString()); // for the browser's caches
    return builder.start();
  }

  /** Prefers {@link #SHELL}; in a long run, the browser that people use. */
  private static String program() {
    List<String> names = new ArrayList<>(WHOLE);
    names.add(LongRun.IS_LONG ? names.size() : 0, SHELL);
    List<String> folders =
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
    return names.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs Chromium: install it (on Debian: apt-get install chromium-headless-shell), or put it on the PATH under one of the names "
                        + names));
  }

  /** Waits for the file to which Chromium writes the port and the path of its WebSocket. */
  private URI address() {
    Path file = folder.resolve("profile").resolve("DevToolsActivePort");
    List<String> lines = new ArrayList<>();
    eventually(
        "Chromium listens",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("Chromium ended: " + text(folder.resolve("log")));
          }
          lines.clear();
          lines.addAll(text(file).lines().toList());
          return lines.size() == 2;
        });
    return URI.create("ws://127.0.0.1:" + lines.getFirst() + lines.getLast());
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a URL in a window that shares no cookies with other windows. Waits until the page and its
   * scripts are loaded.
   */
  public Tab open(String url) {
    Tab tab = open();
    tab.load(url);
    return tab;
  }

  /** Opens an empty window that shares no cookies with other windows. */
  public Tab open() {
    String context =
        call("", "Target.createBrowserContext", Map.of()).get("browserContextId").asText();
    return openIn(context);
  }

  private Tab openIn(String context) {
    Map<String, Object> blank = Map.of("url", "about:blank", "browserContextId", context);
    String target = call("", "Target.createTarget", blank).get("targetId").asText();
    return attach(context, target);
  }

  private Tab attach(String context, String target) {
    Map<String, Object> attach = Map.of("targetId", target, "flatten", true);
    String session = call("", "Target.attachToTarget", attach).get("sessionId").asText();
    Tab tab = new Tab(context, target, session);
    var _ = tab.command("Network.enable", Map.of());
    return tab;
  }

  /** Returns the ids of the pages in one browser context. These pages share their cookies. */
  private List<String> pages(String context) {
    List<String> pages = new ArrayList<>();
    for (JsonNode each : call("", "Target.getTargets", Map.of()).get("targetInfos")) {
      if (each.get("type").asText().equals("page")
          && each.path("browserContextId").asText().equals(context)) {
        pages.add(each.get("targetId").asText());
      }
    }
    return pages;
  }

  private JsonNode call(String session, String method, Map<String, Object> parameters) {
    JsonNode answer = answer(session, method, parameters);
    if (!answer.has("result")) {
      throw new AssertionError(method + ": " + answer);
    }
    return answer.get("result");
  }

  private JsonNode answer(String session, String method, Map<String, Object> parameters) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    synchronized (socket) {
      socket.sendText(message.toString(), true).join();
    }
    return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Joins the fragments of messages from the browser. */
  private final class Answers implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          text.setLength(0);
        }
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      if (message.path("method").asText().equals("Network.requestWillBeSent")) {
        JsonNode request = message.get("params").get("request");
        requests
            .computeIfAbsent(message.get("sessionId").asText(), _ -> new CopyOnWriteArrayList<>())
            .add(request.get("method").asText() + " " + request.get("url").asText());
      }
      Optional.ofNullable(answers.remove(message.path("id").asInt()))
          .ifPresent(waiting -> waiting.complete(message));
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    var _ = call("", "Browser.close", Map.of());
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    // The browser's processes write to the folder until they exit.
    children.forEach(child -> child.onExit().join());
    http.shutdownNow();
    TemporaryFolder.delete(folder);
  }

  /** A window with one page. */
  public final class Tab implements AutoCloseable {
    private final String context;
    private final String target;
    private final String session;

    private Tab(String context, String target, String session) {
      this.context = context;
      this.target = target;
      this.session = session;
    }

    /** Sends a protocol command and returns its result. */
    public JsonNode command(String method, Map<String, Object> parameters) {
      return call(session, method, parameters);
    }

    /** Opens another empty window with the same cookies. */
    public Tab beside() {
      return openIn(context);
    }

    /**
     * Loads a URL, even if it is already open, and waits until the page and its scripts are loaded.
     */
    public void load(String url) {
      var _ = value("globalThis.old = true");
      var _ = call(session, "Page.navigate", Map.of("url", url));
      await("document.readyState === 'complete' && !globalThis.old");
    }

    /** Returns the value of a JavaScript expression in the page, as text. */
    public String value(String expression) {
      JsonNode result =
          call(session, "Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
      if (result.has("exceptionDetails")) {
        throw new AssertionError(expression + ": " + result);
      }
      return result.get("result").get("value").asText();
    }

    /**
     * Waits until a JavaScript condition is true in the page. An error counts as false: another
     * page may replace this one while the browser evaluates the condition.
     */
    public void await(String condition) {
      eventually(condition, () -> isTrue(condition));
    }

    /** Waits until the page and its scripts are loaded, and its first heading has this text. */
    public void awaitTitle(String title) {
      await(
          "document.readyState === 'complete' && document.querySelector('h1')?.textContent === \""
              + title
              + "\"");
    }

    private boolean isTrue(String condition) {
      Map<String, Object> parameters = Map.of("expression", "String(" + condition + ")");
      JsonNode answer = answer(session, "Runtime.evaluate", parameters);
      return answer.at("/result/result/value").asText().equals("true");
    }

    /** Waits until the page has opened a window, and returns that window. */
    public Tab popup() {
      List<String> others = new ArrayList<>();
      eventually(
          "a window opens",
          () -> {
            others.addAll(pages(context));
            others.remove(target);
            return !others.isEmpty();
          });
      return attach(context, others.getFirst());
    }

    /** Waits until all windows that the page has opened are closed. */
    public void awaitAlone() {
      eventually("the window closes", () -> pages(context).equals(List.of(target)));
    }

    /** Returns the page's requests so far; the first one loaded the page itself. */
    public List<String> requests() {
      var _ = value("1"); // the browser reports earlier requests before it answers this command
      return List.copyOf(requests.getOrDefault(session, List.of()));
    }

    /** Clicks a field, and inserts a text. */
    public void type(String selector, String text) {
      click(selector);
      var _ = call(session, "Input.insertText", Map.of("text", text));
    }

    /** Clicks the middle of an element with the mouse. */
    public void click(String selector) {
      String element = "document.querySelector('" + selector + "')";
      var _ = value(element + ".scrollIntoView({ block: 'center', behavior: 'instant' })");
      String box = element + ".getBoundingClientRect()";
      double x = Double.parseDouble(value("(b => b.x + b.width / 2)(" + box + ")"));
      double y = Double.parseDouble(value("(b => b.y + b.height / 2)(" + box + ")"));
      for (String type : List.of("mousePressed", "mouseReleased")) {
        Map<String, Object> event =
            Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1);
        var _ = call(session, "Input.dispatchMouseEvent", event);
      }
    }

    @Override
    public void close() {
      var _ = call("", "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }
  }
}
