package dev.restauth.bench.day;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SMTP server (RFC 5321) that accepts every mail, and passes the codes in the mails to the
 * callers. Runs until its process exits. Thread-safe.
 */
final class MailSink {
  private static final Pattern RECIPIENT = Pattern.compile("RCPT TO:<([^>]+)>.*");
  private static final Pattern CODE = Pattern.compile("(\\d{4}) (\\d{4})");
  private static final int WAITING = 500; // connections in the backlog

  private final ServerSocket socket;
  private final Map<String, CompletableFuture<String>> codes = new ConcurrentHashMap<>();
  private final AtomicInteger received = new AtomicInteger();

  private MailSink(ServerSocket socket) {
    this.socket = socket;
  }

  static MailSink start(int port) throws IOException {
    MailSink sink =
        new MailSink(new ServerSocket(port, WAITING, InetAddress.ofLiteral("127.0.0.1")));
    Thread.startVirtualThread(sink::accept);
    return sink;
  }

  /** Returns the code in the next mail to an address. */
  CompletableFuture<String> nextCode(String address) {
    CompletableFuture<String> code = new CompletableFuture<>();
    codes.put(address, code);
    return code;
  }

  int received() {
    return received.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        Writer out =
            new BufferedWriter(
                new OutputStreamWriter(client.getOutputStream(), StandardCharsets.UTF_8))) {
      String recipient = "";
      reply(out, "220 sink");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Matcher to = RECIPIENT.matcher(line);
        if (to.matches()) {
          recipient = to.group(1);
        }
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("DATA")) {
          reply(out, "354 go on");
          receive(in, recipient);
        } else if (command.startsWith("QUIT")) {
          reply(out, "221 bye");
          return;
        }
        reply(out, "250 ok");
      }
    } catch (IOException e) {
      // The sending server tries again.
    }
  }

  private static void reply(Writer out, String line) throws IOException {
    out.write(line + "\r\n");
    out.flush();
  }

  private void receive(BufferedReader in, String recipient) throws IOException {
    received.incrementAndGet();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      Matcher code = CODE.matcher(line);
      if (code.matches()) {
        CompletableFuture<String> awaited = codes.remove(recipient);
        if (awaited != null) {
          awaited.complete(code.group(1) + code.group(2));
        }
      }
    }
  }
}
