package dev.restauth.http;

/**
 * One line of an answer's header (RFC 9110 section 5).
 *
 * @param name the name in its usual spelling, such as {@code WWW-Authenticate}; HTTP/2 writes it in
 *     lower case
 */
public record HeaderField(String name, String value) {}
