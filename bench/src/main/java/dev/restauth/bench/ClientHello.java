package dev.restauth.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The first message of a TLS client (RFC 8446 section 4.1.2). */
public final class ClientHello {
  private ClientHello() {}

  /** Returns the bytes of a new message, with the versions of TLS that Java offers. */
  static byte[] create() throws GeneralSecurityException, SSLException {
    return create(SSLContext.getDefault().createSSLEngine());
  }

  /**
   * Returns the bytes of a new message.
   *
   * @param protocol the only version, {@code TLSv1.3} or {@code TLSv1.2}
   */
  public static byte[] create(String protocol) throws GeneralSecurityException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setEnabledProtocols(new String[] {protocol});
    return create(engine);
  }

  private static byte[] create(SSLEngine engine) throws SSLException {
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] hello = new byte[out.flip().remaining()];
    out.get(hello);
    return hello;
  }
}
