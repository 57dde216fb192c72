package dev.restauth.password.format;

import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914). */
final class ScryptRecipe implements Recipe {
  private static final int BLOCK_BYTES = 128;

  /** Of blocks at a time: 256 MiB, and half of the heap, since the program ends where that does. */
  private static final long MOST_BLOCKS =
      Math.min(1L << 21, Runtime.getRuntime().maxMemory() / 2 / BLOCK_BYTES);

  /** Of blocks in all: some seconds. */
  private static final long MOST_WORK = 1L << 23;

  /** Of blocks at a time: 1 MiB. */
  private static final long LEAST_BLOCKS = 1L << 13;

  /** Block size times parallelism, which is memory of its own: 16 MiB. */
  private static final long MOST_LANES = 1L << 17;

  private static final int MOST_BYTES = 256;
  private static final double MILLIS_PER_BLOCK = 0.00038;

  private final int cost;
  private final int blockSize;
  private final int parallelism;
  private final byte[] salt;
  private final int length;

  private ScryptRecipe(int cost, int blockSize, int parallelism, byte[] salt, int length) {
    this.cost = cost;
    this.blockSize = blockSize;
    this.parallelism = parallelism;
    this.salt = salt;
    this.length = length;
  }

  /**
   * One within bounds; empty where it is not.
   *
   * @param cost N, a power of two from 2
   * @param blockSize r
   * @param parallelism p
   * @param salt kept; nobody changes it any more
   * @param length in bytes, 1 to 256
   */
  static Optional<ScryptRecipe> of(
      long cost, int blockSize, int parallelism, byte[] salt, int length) {
    boolean allowed =
        cost >= 2
            && Long.bitCount(cost) == 1
            && blockSize >= 1
            && parallelism >= 1
            && length >= 1
            && length <= MOST_BYTES
            // One after the other, so that no product overflows.
            && cost <= MOST_BLOCKS
            && cost * blockSize <= MOST_BLOCKS
            && parallelism <= MOST_LANES
            && (long) blockSize * parallelism <= MOST_LANES
            && cost * blockSize * parallelism <= MOST_WORK
            // The limit of RFC 7914 that the library enforces, for cost and block size.
            && (blockSize > 1 || cost < 1 << 16);
    return allowed
        ? Optional.of(new ScryptRecipe((int) cost, blockSize, parallelism, salt, length))
        : Optional.empty();
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    return primitives.onHeap(
        blocks() * BLOCK_BYTES,
        () -> SCrypt.generate(password, salt, cost, blockSize, parallelism, length));
  }

  @Override
  public String text() {
    return "$scrypt$ln="
        + Integer.numberOfTrailingZeros(cost)
        + ",r="
        + blockSize
        + ",p="
        + parallelism
        + ",l="
        + length
        + "$"
        + Encoded.toBase64(salt)
        + "$";
  }

  @Override
  public String kind() {
    return "scrypt " + costs();
  }

  /** N, r and p. */
  String costs() {
    return "%d/%d/%d".formatted(cost, blockSize, parallelism);
  }

  private long blocks() {
    return (long) cost * blockSize;
  }

  @Override
  public double typicalMillis() {
    return MILLIS_PER_BLOCK * blocks() * parallelism;
  }

  @Override
  public boolean weak() {
    return blocks() < LEAST_BLOCKS;
  }
}
