package dev.restauth.http;

/**
 * The process at the other end of a Unix socket, as the operating system reports it.
 *
 * @param user the name of the process's Unix user; the user number if the user has no name
 * @param trusted whether this user is root or the user of the server process
 */
public record UnixPeer(String user, boolean trusted) {}
