package dev.restauth.crypto;

import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;

/**
 * The private key of a server with its certificates.
 *
 * @param validUntil the end of the validity of the server's own certificate
 */
public record ServerKeys(KeyManagerFactory factory, Instant validUntil) {}
