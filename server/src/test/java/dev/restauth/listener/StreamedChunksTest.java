package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large piece of a streamed response. The server writes it in small chunks, because it buffers
 * one chunk for each client that reads.
 */
class StreamedChunksTest {
  @TempDir Path folder;

  @Test
  void areSmall() throws IOException {
    try (WaitingServer server = WaitingServer.start(folder, Map.of());
        Socket socket = new HttpCalls(server.port()).connect();
        DataInputStream in = new DataInputStream(socket.getInputStream())) {
      socket
          .getOutputStream()
          .write(
              "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      while (!line(in).isEmpty()) {
        // skips the head of the response
      }
      int all = 0;
      for (int size = size(in); size > 0; size = size(in)) {
        assertThat(size).isLessThanOrEqualTo(StreamWriter.CHUNK_AT_MOST);
        in.readFully(new byte[size]);
        assertThat(line(in)).isEmpty();
        all += size;
      }
      assertThat(all).isEqualTo(WaitingServer.STREAMED.length);
    }
  }

  private static int size(DataInputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      assertThat(c).isNotNegative();
      line.append((char) c);
    }
    assertThat(in.read()).isEqualTo('\n');
    return line.toString();
  }
}
