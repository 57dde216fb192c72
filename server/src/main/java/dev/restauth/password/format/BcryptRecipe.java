package dev.restauth.password.format;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt, of the password or of what is made of it first. It reads 72 bytes and no more, as it did for
 * the source; a password that is shorter is followed by a zero and repeated.
 */
final class BcryptRecipe implements Recipe {
  private static final int KEY_BYTES = 72;

  /** Of 24 that it computes; the last one is never written down. */
  private static final int HASH_BYTES = 23;

  private static final double MILLIS_AT_COST_0 = 0.058;

  private final Preparation preparation;
  private final String settings;
  private final char revision;
  private final int cost;
  private final byte[] salt;

  /**
   * What bcrypt is given in place of the password.
   *
   * @param prefix what stands before the bcrypt hash in the text
   * @param label of the family, for operators
   */
  record Preparation(String prefix, String label, Step step) {
    /** Makes it; the password is unchanged afterwards. */
    interface Step {
      byte[] prepare(byte[] password, HashPrimitives primitives);
    }
  }

  /**
   * A recipe within bounds.
   *
   * @param settings the text without prefix and hash
   * @param revision the letter after {@code $2}, or a space where there is none
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
   * The 72 bytes as the key schedule reads them, for all revisions alike: the first one, {@code $2$},
   * had no zero at the end, and {@code $2x$} marks hashes of crypt_blowfish before 1.1, which took
   * bytes for signed ones (CVE-2011-2483).
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

  /** Even at the least cost it is slow on a graphics card. */
  @Override
  public boolean weak() {
    return false;
  }
}
