package dev.restauth.operator;

import dev.restauth.http.ClientGoneException;
import dev.restauth.http.Streamed;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Performs an operation and writes its answer: lines with progress reports, then one line with the
 * reply.
 *
 * @param free the permits for operations; each running operation holds one
 * @param nanoTime a monotonic clock, in nanoseconds
 */
record OperationAnswer(
    Operations operations, Request request, Semaphore free, LongSupplier nanoTime)
    implements Streamed {
  private static final System.Logger LOG = System.getLogger(OperationAnswer.class.getName());
  private static final Reply TOO_MANY = new Reply.Failed("too many commands at once; try again");
  private static final Reply DEFECT =
      new Reply.Failed("this is a defect of the server; its log has the details");
  private static final Reply STOPPING =
      new Reply.Failed(
          "the server is stopping, and aborted the command before it was done:"
              + " try again when it runs");

  /**
   * Returns a builder of platform threads. Operations call native code, which would block the
   * carrier of a virtual thread.
   */
  @Override
  public Thread.Builder thread() {
    return Thread.ofPlatform().daemon().name("operation");
  }

  @Override
  public void writeTo(Reader reader) {
    ProgressLines progress = new ProgressLines(reader, nanoTime);
    Optional<byte[]> reply = free.tryAcquire() ? perform(reader, progress) : line(TOO_MANY);
    // The operation may have left the thread interrupted, which would close the connection.
    Thread.interrupted();
    try {
      progress.end();
      reply.ifPresent(reader::write);
    } catch (ClientGoneException e) {
      LOG.log(Level.DEBUG, "the client of a command is gone", e);
      throw e;
    }
  }

  private static Optional<byte[]> line(Reply reply) {
    return Optional.of(OperatorProtocol.line(reply));
  }

  /**
   * Performs the operation, and then gives back the permit. Returns the last line of the answer;
   * empty if nobody is waiting for it.
   */
  private Optional<byte[]> perform(Reader reader, ProgressLines progress) {
    try {
      return reader.isStopping()
          ? line(STOPPING)
          : Optional.of(bounded(operations.perform(request, progress)));
    } catch (StoreUnavailableException | StoreRefusedException | IllegalArgumentException e) {
      return line(new Reply.Failed(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      if (!Abandoned.isIn(e)) {
        LOG.log(
            Level.ERROR,
            "the command " + request.operation() + " failed",
            RedactedThrowable.from(e, request));
        return line(DEFECT);
      }
      LOG.log(Level.INFO, "the command {0} was given up", request.operation());
      return reader.isStopping() ? line(STOPPING) : Optional.empty();
    } finally {
      free.release();
    }
  }

  private byte[] bounded(Reply reply) {
    byte[] line = OperatorProtocol.line(reply);
    if (line.length <= OperatorProtocol.ANSWER_BYTES) {
      return line;
    }
    LOG.log(Level.ERROR, "the reply to {0} has {1} bytes", request.operation(), line.length);
    return OperatorProtocol.line(
        new Reply.Failed(
            "the server's answer is too long to be sent; "
                + (reply instanceof Reply.Done ? "the command was done" : "it is a failure")));
  }
}
