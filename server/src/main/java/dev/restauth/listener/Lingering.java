package dev.restauth.listener;

import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Reads on for a while after the last answer: closing with unread bytes would reset the connection
 * and could take the answer from the client. As long as there is more, for as long as a request may
 * take.
 *
 * @param nanoTime a clock that only goes forward, in nanoseconds
 */
record Lingering(SocketChannel channel, Duration atMost, LongSupplier nanoTime) {
  private static final int UNREAD_BYTES = 8 * 1024;

  /**
   * Returns when the client has closed or is gone, or the time is over.
   *
   * @param moreMayCome whether the client may go on sending what nobody is going to read
   * @param note takes the time at which it began or went on; may fail where another thread ended it
   */
  void readOn(boolean secure, boolean moreMayCome, LongConsumer note) {
    try {
      long now = nanoTime.getAsLong();
      long end = now + atMost.toNanos();
      note.accept(now);
      if (!secure) {
        channel.shutdownOutput();
      } else if (!moreMayCome) {
        return; // only closing the socket tells the other side that we are done
      }
      ByteBuffer unread = ByteBuffer.allocate(UNREAD_BYTES);
      do {
        note.accept(nanoTime.getAsLong());
      } while (channel.read(unread.clear()) >= 0 && end - nanoTime.getAsLong() > 0);
    } catch (IOException | CloseConnectionException e) {
      // The client is gone, which is what we wait for.
    }
  }
}
