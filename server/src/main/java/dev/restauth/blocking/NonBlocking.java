package dev.restauth.blocking;

/**
 * Marks a thread that must never wait, because many connections depend on it: the thread of an
 * event loop.
 */
public interface NonBlocking {}
