package dev.restauth.password.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt of the password, or of a text derived from it. This server and the source system use only
 * the first 72 bytes. A shorter password gets a zero byte at its end, and is then repeated up to 72
 * bytes.
 */
final class BcryptRecipe implements Recipe {
  private static final int KEY_BYTES = 72;

  /**
   * The length of a stored hash, in bytes. bcrypt computes 24 bytes, but implementations do not
   * store the last byte.
   */
  private static final int HASH_BYTES = 23;

  private static final double MILLIS_AT_COST_0 = 0.058;

  private final Preparation preparation;
  private final String settings;
  private final char revision;
  private final int cost;
  private final byte[] salt;

  /**
   * Derives the input of bcrypt from the password.
   *
   * @param prefix the text before the bcrypt hash
   * @param label the name of the family, for operators
   */
  record Preparation(String prefix, String label, Step step) {
    /** Derives the input of bcrypt. Does not change the password. */
    interface Step {
      byte[] prepare(byte[] password, HashPrimitives primitives);
    }
  }

  /**
   * Creates a recipe; the caller has checked the bounds.
   *
   * @param settings the text between the prefix and the hash
   * @param revision the letter after {@code $2}, or a space if there is none
   */
  BcryptRecipe(Preparation preparation, String settings, char revision, int cost, byte[] salt) {
    this.preparation = preparation;
    this.settings = settings;
    this.revision = revision;
    this.cost = cost;
    this.salt = salt;
  }

  @Override
  public byte[] derive(byte[] password, HashPrimitives primitives) {
    byte[] prepared = preparation.step().prepare(password, primitives);
    byte[] key = key(prepared);
    try {
      return Arrays.copyOf(BCrypt.generate(key, salt, cost, false), HASH_BYTES);
    } finally {
      Arrays.fill(prepared, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * Returns the 72 bytes that bcrypt's key schedule reads. The first revision, {@code $2$}, adds no
   * zero byte to the password. {@code $2x$} marks hashes of crypt_blowfish before 1.1, which
   * treated bytes as signed (CVE-2011-2483).
   */
  private byte[] key(byte[] password) {
    boolean terminated = revision != ' ' || password.length == 0;
    byte[] cycle = Arrays.copyOf(password, password.length + (terminated ? 1 : 0));
    byte[] key = new byte[KEY_BYTES];
    for (int at = 0; at < KEY_BYTES; at++) {
      key[at] = cycle[at % cycle.length];
    }
    Arrays.fill(cycle, (byte) 0);
    return revision == 'x' ? signExtended(key) : key;
  }

  private static byte[] signExtended(byte[] key) {
    ByteBuffer words = ByteBuffer.allocate(KEY_BYTES);
    for (int at = 0; at < KEY_BYTES; at += Integer.BYTES) {
      int word = 0;
      for (int next = at; next < at + Integer.BYTES; next++) {
        word = (word << 8) | key[next];
      }
      words.putInt(word);
    }
    return words.array();
  }

  @Override
  public String text() {
    return preparation.prefix() + settings;
  }

  @Override
  public String kind() {
    return preparation.label() + " " + cost;
  }

  @Override
  public double typicalMillis() {
    return MILLIS_AT_COST_0 * (1 << cost);
  }

  /** Returns false: even at the minimum cost, bcrypt is slow on a graphics card. */
  @Override
  public boolean weak() {
    return false;
  }
}
