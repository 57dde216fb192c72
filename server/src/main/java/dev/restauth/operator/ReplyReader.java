package dev.restauth.operator;

import dev.restauth.job.Progress;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Reads the content of an answer while it is being received, until the reply is complete. */
final class ReplyReader {
  private static final int NOT_FOUND = 404;

  private final String operation;
  private final HttpAnswer answer;
  private final Progress progress;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ReplyReader(String operation, HttpAnswer answer, Progress progress) {
    this.operation = operation;
    this.answer = answer;
    this.progress = progress;
  }

  /**
   * Reads the next part of the answer, and reports progress.
   *
   * @return the reply, if it is complete
   * @throws MalformedLine if the content is not an answer to a command
   */
  Optional<Reply> read(byte[] content) {
    boolean lines = answer.contentType().equals(OperatorProtocol.CONTENT_TYPE);
    for (byte each : content) {
      if (lines && each == '\n') {
        switch (OperatorProtocol.answer(line.toByteArray())) {
          case OperatorProtocol.Advanced(String step, long done, long total) ->
              progress.advanced(step, done, total);
          case OperatorProtocol.Finished(Reply reply) -> {
            return Optional.of(reply);
          }
        }
        line.reset();
      } else if (line.size() == OperatorProtocol.ANSWER_BYTES) {
        throw new MalformedLine("it is longer than " + OperatorProtocol.ANSWER_BYTES + " bytes");
      } else {
        line.write(each);
      }
    }
    return answer.isComplete() && !lines ? Optional.of(refusal()) : Optional.empty();
  }

  /**
   * Returns the failure for a problem (RFC 9457). The server answers with a problem if it has not
   * begun the operation.
   */
  private Reply refusal() {
    return answer.status() == NOT_FOUND
        ? Operations.unknown(operation)
        : new Reply.Failed(
            "the server did not understand the request: "
                + OperatorProtocol.detail(line.toByteArray()));
  }
}
