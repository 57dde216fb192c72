package dev.restauth.password.format;

import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt (RFC 7914). */
final class ScryptRecipe implements Recipe {
  private static final int BLOCK_BYTES = 128;

  /**
   * The maximum number of blocks in memory: 256 MiB, but at most half of the heap. The program
   * would end if the heap were exhausted.
   */
  private static final long MAX_BLOCKS =
      Math.min(1L << 21, Runtime.getRuntime().maxMemory() / 2 / BLOCK_BYTES);

  /** The maximum number of blocks in all lanes together. Such a hash takes some seconds. */
  private static final long MAX_WORK = 1L << 23;

  /** The number of blocks in memory below which the hash is weak: 1 MiB. */
  private static final long MIN_BLOCKS = 1L << 13;

  /** The maximum product of block size and parallelism. It limits a separate buffer to 16 MiB. */
  private static final long MAX_LANES = 1L << 17;

  private static final int MAX_BYTES = 256;
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
   * Creates a recipe; empty if a parameter is out of bounds.
   *
   * @param cost the parameter N, a power of two, at least 2
   * @param blockSize the parameter r
   * @param parallelism the parameter p
   * @param salt the salt; not copied, so the caller must not change it afterwards
   * @param length the length of the hash in bytes, 1 to 256
   */
  static Optional<ScryptRecipe> of(
      long cost, int blockSize, int parallelism, byte[] salt, int length) {
    boolean allowed =
        cost >= 2
            && Long.bitCount(cost) == 1
            && blockSize >= 1
            && parallelism >= 1
            && length >= 1
            && length <= MAX_BYTES
            // The conditions are checked in this order, so that no product overflows.
            && cost <= MAX_BLOCKS
            && cost * blockSize <= MAX_BLOCKS
            && parallelism <= MAX_LANES
            && (long) blockSize * parallelism <= MAX_LANES
            && cost * blockSize * parallelism <= MAX_WORK
            // The limit of RFC 7914 for cost and block size, which the library enforces.
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

  /** Returns N, r and p. */
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
    return blocks() < MIN_BLOCKS;
  }
}
