package dev.restauth.bench.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The measured server. Thread-safe.
 *
 * @param tls the TLS context; empty for plain HTTP
 */
record Target(InetSocketAddress address, Optional<SSLContext> tls) {
  private static final int PATIENCE_MILLIS = 20_000;

  static Target of(URI url) throws GeneralSecurityException {
    boolean secure = url.getScheme().equals("https");
    return new Target(
        new InetSocketAddress(url.getHost(), url.getPort()),
        secure ? Optional.of(trusting()) : Optional.empty());
  }

  /** Opens a connection from a loopback address, without TLS. */
  Socket connectPlainly(String from, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    try {
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(address, PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Opens a connection for HTTP/2 or HTTP/1.1, with TLS if the server uses it. */
  Socket connect(String from, int receiveBytes, boolean http2) throws IOException {
    Socket plain = connectPlainly(from, receiveBytes);
    if (tls.isEmpty()) {
      return plain;
    }
    try {
      SSLSocket socket =
          (SSLSocket)
              tls.get()
                  .getSocketFactory()
                  .createSocket(plain, address.getHostString(), address.getPort(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {http2 ? "h2" : "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return context;
  }

  /** Accepts the certificate that the script makes. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
