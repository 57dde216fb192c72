/**
 * What carries HTTP: sockets, event loops, TLS, HTTP/1.1 and HTTP/2, on Netty; hands each request to the dispatcher.
 *
 * <p>A few threads, the event loops, carry all connections, and never wait: a request is answered there if memory knows
 * the answer, else by a virtual thread ({@link dev.restauth.listener.Answering}). All of a connection happens on its
 * loop. The {@link dev.restauth.listener.ConnectionGuard} bounds how many there are, what they hold of memory, and how
 * long they take.
 *
 * <p>Start reading at {@link dev.restauth.listener.HttpServer}, then {@link dev.restauth.listener.Http1Connection}.
 */
@NullMarked
package dev.restauth.listener;

import org.jspecify.annotations.NullMarked;
