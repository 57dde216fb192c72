package dev.restauth.control;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** One connection to the server: a request, its progress, its reply. */
final class Conversation implements Runnable {
  private static final System.Logger LOG = System.getLogger(Conversation.class.getName());
  private static final Reply DEFECT =
      new Reply.Failed("this is a defect of the server; its log has the details");
  private static final Reply STOPPING =
      new Reply.Failed(
          "the server is stopping and gave the command up before it was done:"
              + " try again when it runs");

  private final SocketChannel channel;
  private final Lines lines;
  private final ProgressLines progress;
  private final Operations operations;
  private final Patience patience;
  private final Deadlines deadlines;
  private final Runnable performed;
  private boolean performing;
  private volatile boolean stopping;

  /**
   * Does nothing yet.
   *
   * @param performed run once, when nothing is left to do but to send the reply
   */
  Conversation(
      SocketChannel channel,
      Operations operations,
      Patience patience,
      Deadlines deadlines,
      Runnable performed) {
    this.channel = channel;
    this.lines = new Lines(channel);
    this.progress = new ProgressLines(lines, () -> stopping, System::nanoTime);
    this.operations = operations;
    this.patience = patience;
    this.deadlines = deadlines;
    this.performed = performed;
  }

  @Override
  public void run() {
    try (channel) {
      Optional<byte[]> reply = reply();
      if (reply.isPresent()) {
        send(reply.get());
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "whoever sent a command is gone", e);
    }
  }

  /** Empty where nobody waits for one. */
  private Optional<byte[]> reply() throws IOException {
    try {
      Optional<Request> request = request();
      return request.isPresent() && begin() ? perform(request.get()) : Optional.empty();
    } catch (MalformedLine e) {
      return Optional.of(notUnderstood(e.why()));
    } catch (EOFException e) {
      return Optional.of(notUnderstood("it ended before its line did"));
    } finally {
      performed.run();
    }
  }

  private static byte[] notUnderstood(String why) {
    return Wire.line(new Reply.Failed("the server did not understand the request: " + why));
  }

  private Optional<Request> request() throws IOException {
    try (var _ = deadlines.closing(channel, patience.request())) {
      Optional<Request> request =
          lines
              .read(Wire.REQUEST_BYTES)
              .map(Wire::request)
              .map(asked -> asked.by(Operator.peerOf(channel)));
      if (lines.hasMore()) {
        throw new MalformedLine("something follows its line");
      }
      return request;
    }
  }

  private synchronized boolean begin() {
    performing = true;
    return !stopping && channel.isOpen();
  }

  /**
   * Ends it soon: at once where no operation was begun, else as soon as the operation ends or reports
   * progress, so that its client can still be told what became of it.
   */
  synchronized void stop() {
    stopping = true;
    if (!performing) {
      abort();
    }
  }

  /** Ends the connection now. An operation runs on until it reports progress. */
  void abort() {
    Deadlines.close(channel);
  }

  private Optional<byte[]> perform(Request request) {
    try {
      return Optional.of(bounded(operations.perform(request, progress), request));
    } catch (StoreUnavailableException | StoreRefusedException | IllegalArgumentException e) {
      return Optional.of(Wire.line(new Reply.Failed(String.valueOf(e.getMessage()))));
    } catch (RuntimeException | Error e) {
      if (!Abandoned.isIn(e)) {
        logDefect(request, e);
        return Optional.of(Wire.line(DEFECT));
      }
      LOG.log(Level.INFO, "the command {0} was given up", request.operation());
      return stopping ? Optional.of(Wire.line(STOPPING)) : Optional.empty();
    }
  }

  private static byte[] bounded(Reply reply, Request request) {
    byte[] line = Wire.line(reply);
    if (line.length <= Wire.ANSWER_BYTES) {
      return line;
    }
    LOG.log(Level.ERROR, "the reply to {0} has {1} bytes", request.operation(), line.length);
    return Wire.line(
        new Reply.Failed(
            "the server's answer is too long to be sent; "
                + (reply instanceof Reply.Done ? "the command was done" : "it is a failure")));
  }

  private static void logDefect(Request request, Throwable thrown) {
    LOG.log(
        Level.ERROR,
        "the command " + request.operation() + " failed",
        Withheld.from(thrown, request));
  }

  private void send(byte[] reply) throws IOException {
    // Left over from the operation, it would close the connection instead.
    Thread.interrupted();
    try (var _ = deadlines.closing(channel, patience.answer())) {
      progress.end();
      lines.write(reply);
    }
  }
}
