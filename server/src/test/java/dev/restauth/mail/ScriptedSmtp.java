package dev.restauth.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An SMTP server without TLS, whose responses a test sets. */
final class ScriptedSmtp implements AutoCloseable {
  /** An answer that stands for none: the server never responds to the command. */
  static final String SILENCE = "";

  /** The answer with which the server accepts the mail, and then closes the connection. */
  static final String TAKES_AND_HANGS_UP = "250 taken; the connection ends";

  private final ServerSocket listening;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  ScriptedSmtp() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /**
   * Sets the response to a command from now on.
   *
   * @param command the beginning of the command; "." is the end of a mail, and "connect" is the
   * connection itself
   */
  ScriptedSmtp answer(String command, String answer) {
    answers.put(command, answer);
    return this;
  }

  String url() {
    return "smtp+insecure://127.0.0.1:" + listening.getLocalPort();
  }

  /** Returns all received commands, without the content of mails. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  /** Returns the number of received commands that begin with a text. */
  int count(String command) {
    return (int) commands.stream().filter(each -> each.startsWith(command)).count();
  }

  /** Returns the number of connections. */
  int connections() {
    return open.size();
  }

  /** Returns all received mails as they were sent, accepted or not. */
  List<String> mails() {
    return List.copyOf(mails);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // the server is closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      say(client, answers.getOrDefault("connect", "220 scripted"));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        String answer = of(line, line.startsWith("DATA") ? "354 go ahead" : "250 fine");
        say(client, answer);
        if (line.startsWith("DATA") && answer.startsWith("354")) {
          mails.add(mail(in));
          String end = of(".", "250 taken");
          say(client, end);
          if (end.equals(TAKES_AND_HANGS_UP)) {
            client.setSoLinger(true, 0); // resets the connection instead of a normal close
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private String of(String line, String otherwise) {
    return answers.entrySet().stream()
        .filter(each -> line.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static void say(Socket client, String answer) throws IOException {
    if (!answer.equals(SILENCE)) {
      OutputStream out = client.getOutputStream();
      out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private static String mail(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new IOException("the mail has no end");
      }
      mail.append(line).append("\r\n");
    }
    return mail.toString();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
