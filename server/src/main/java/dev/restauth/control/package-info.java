/**
 * How an operator's command reaches whoever owns the database: the running server, over a Unix socket
 * in the data folder, or this very process where no server runs. One form for both.
 *
 * <p>Owns requests, replies, their progress and the socket; knows no feature. Features add what they
 * can do to {@link dev.restauth.control.Operations}. Start reading there, then {@code Wire} for what is
 * said over the socket, {@link dev.restauth.control.ControlSocket} for who hears it and {@code
 * Conversation} for how one request is served.
 */
@NullMarked
package dev.restauth.control;

import org.jspecify.annotations.NullMarked;
