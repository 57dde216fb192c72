package dev.restauth.blocking;

/** Marks a thread that must never wait, since many connections wait for it: that of an event loop. */
public interface NonBlocking {}
