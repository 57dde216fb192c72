package dev.restauth.crypto;

import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;

/**
 * The private key and the certificates of a server.
 *
 * @param validUntil the time at which the server's own certificate expires
 */
public record ServerKeys(KeyManagerFactory factory, Instant validUntil) {}
