package dev.restauth.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes one message in the format of Protocol Buffers (its documentation, page Encoding). The
 * fields are written in the order of the calls.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes a number of the type int64, uint64, bool or an enumeration. */
  ProtobufWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Writes a number of the type fixed64. */
  ProtobufWriter fixed64(int field, long value) {
    tag(field, FIXED64);
    littleEndian(value, Long.BYTES);
    return this;
  }

  /** Writes a number of the type fixed32. */
  ProtobufWriter fixed32(int field, int value) {
    tag(field, FIXED32);
    littleEndian(value, Integer.BYTES);
    return this;
  }

  ProtobufWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufWriter message(int field, ProtobufWriter value) {
    return bytes(field, value.toByteArray());
  }

  ProtobufWriter bytes(int field, byte[] value) {
    tag(field, DELIMITED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  private void tag(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }

  private void littleEndian(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }
}
