package dev.restauth.listener;

import dev.restauth.crypto.TestCertificate;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.http2.Frames;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A TLS connection, and the server's certificate files. */
public final class SecureWire {
  static final String PASSWORD = "key store pass ";

  private SecureWire() {}

  /** Creates a key and a self-signed certificate, as {@code good.…} in {@code folder}. */
  public static void makeFiles(Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.selfSigned("localhost");
    Files.writeString(folder.resolve("good.pass"), PASSWORD + "\n");
    certificate.writeKeyStore(folder.resolve("good.p12"), PASSWORD);
    certificate.writeCertificate(folder.resolve("good.crt"));
    certificate.writeKey(folder.resolve("good.key"));
  }

  static void pem(Path folder, String file, String what, byte[] der) throws IOException {
    Files.writeString(folder.resolve(file), TestCertificate.pem(what, der));
  }

  static Wire to(int port, String... protocols) throws Exception {
    return Wire.over(handshake(new HttpCalls(port).connect(), protocols));
  }

  /** Starts TLS over a connection, on which a test can still write raw bytes. */
  public static SSLSocket handshake(Socket connection, String... protocols) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(connection, "localhost", connection.getPort(), true);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    socket.startHandshake();
    return socket;
  }

  /** Opens an HTTP/2 connection that ALPN negotiates. */
  static Frames http2(int port) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusting()
                .getSocketFactory()
                .createSocket(new HttpCalls(port).connect(), "localhost", port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {TlsFiles.H2});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return Frames.over(socket);
  }

  static SSLContext trusting() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return context;
  }

  /** Accepts the self-signed certificate. */
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
