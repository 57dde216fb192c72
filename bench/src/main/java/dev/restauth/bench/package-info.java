/**
 * Benchmarks of whole servers.
 *
 * <p>Contains measurements of the store in the same process, and measurements of servers over the
 * network. Also contains a bare Netty server for comparison, which uses no code of REST-auth. The
 * benchmarks of single parts of the server are in the packages of the parts. Start reading at the
 * scripts, which name the classes that they start.
 */
@NullMarked
package dev.restauth.bench;

import org.jspecify.annotations.NullMarked;
