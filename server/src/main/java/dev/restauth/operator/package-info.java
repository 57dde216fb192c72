/**
 * Operators' operations, and how a command reaches the process that has the database open: the running server, over
 * HTTP on a Unix socket in the data folder, or the process of the command itself if no server is running. Requests and
 * replies are the same for both.
 *
 * <p>Owns requests, replies, their progress, the routes and the file of the socket; it depends on no feature. Features
 * add their operations to {@link dev.restauth.operator.Operations}. Start reading there, then {@link
 * dev.restauth.operator.OperatorRoutes} for the server, {@link dev.restauth.operator.ControlClient} for the command and
 * {@code OperatorProtocol} for the messages between the two.
 */
@NullMarked
package dev.restauth.operator;

import org.jspecify.annotations.NullMarked;
