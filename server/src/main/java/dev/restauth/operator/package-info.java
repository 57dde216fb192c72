/**
 * Operators' operations, and the connection from a command to the process that has the database
 * open. Only the server can perform a command on a SQLite database that it has open, or answer a
 * question about itself. Such a command calls the server over HTTP, on a Unix socket in the data
 * folder. Any other command on the database opens the database itself. Requests and replies are the
 * same in both cases.
 *
 * <p>This package owns requests, replies, progress reports, the routes and the socket file. It
 * depends on no feature. Features add their operations to {@link dev.restauth.operator.Operations}.
 * Start reading at {@code Operations}, then {@link dev.restauth.operator.OperatorRoutes} for the
 * server, {@link dev.restauth.operator.ControlClient} for the command and {@code OperatorProtocol}
 * for the messages between the two.
 */
@NullMarked
package dev.restauth.operator;

import org.jspecify.annotations.NullMarked;
