package dev.restauth.password.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.MD4Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The hash functions of old password hashes, and HMAC (RFC 2104) with each of them. */
enum HashFunction {
  MD4,
  MD5,
  SHA1,
  SHA224,
  SHA256,
  SHA384,
  SHA512;

  /** A regular expression for all labels. */
  static final String LABELS = "md4|md5|sha1|sha224|sha256|sha384|sha512";

  /**
   * Returns the function with this label.
   *
   * @param label one of {@link #LABELS}
   */
  static HashFunction labelled(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  static Optional<HashFunction> find(String label) {
    return Arrays.stream(values()).filter(function -> function.label().equals(label)).findFirst();
  }

  /** Returns the label, which is the name in lower case without a hyphen. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private ExtendedDigest computation() {
    return switch (this) {
      case MD4 -> new MD4Digest();
      case MD5 -> new MD5Digest();
      case SHA1 -> new SHA1Digest();
      case SHA224 -> new SHA224Digest();
      case SHA256 -> new SHA256Digest();
      case SHA384 -> new SHA384Digest();
      case SHA512 -> new SHA512Digest();
    };
  }

  /** Returns the length of a digest, in bytes. */
  int length() {
    return computation().getDigestSize();
  }

  /** Returns the digest of all parts, concatenated. */
  byte[] digest(byte[]... parts) {
    ExtendedDigest state = computation();
    for (byte[] part : parts) {
      state.update(part, 0, part.length);
    }
    byte[] hash = new byte[state.getDigestSize()];
    state.doFinal(hash, 0);
    return hash;
  }

  byte[] hmac(byte[] key, byte[] message) {
    HMac state = new HMac(computation());
    state.init(new KeyParameter(key));
    state.update(message, 0, message.length);
    byte[] hash = new byte[state.getMacSize()];
    state.doFinal(hash, 0);
    return hash;
  }
}
