package dev.restauth.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;

/** Helidon's writer, with each answer noted. */
record NotingWriter(GuardedConnection guard, DataWriter writer, DataReader reader)
    implements DataWriter {

  @Override
  public void write(BufferData... buffers) {
    guard.answer(() -> writer.write(buffers), reader);
  }

  @Override
  public void write(BufferData buffer) {
    guard.answer(() -> writer.write(buffer), reader);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    guard.interim(() -> writer.writeNow(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    guard.interim(() -> writer.writeNow(buffer));
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }
}
