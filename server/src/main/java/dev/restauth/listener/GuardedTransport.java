package dev.restauth.listener;

import dev.restauth.listener.http2.Http2Transport;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What HTTP/2 has of a guarded connection. */
record GuardedTransport(GuardedConnection guard, DataWriter writer) implements Http2Transport {

  @Override
  public byte @Nullable [] read() {
    return guard.next();
  }

  @Override
  public void write(byte[] bytes, int length) {
    try {
      writer.writeNow(BufferData.create(bytes, 0, length));
    } catch (SocketWriterException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public boolean endedHere() {
    return guard.isSpared();
  }

  @Override
  public void endInput() {
    guard.endInput();
  }

  @Override
  public void note(Load load) {
    guard.noteStreams(
        switch (load) {
          case NONE -> Doing.IDLE;
          case INCOMPLETE -> Doing.GATHERING;
          case ANSWERING -> Doing.SHARED;
        });
  }
}
