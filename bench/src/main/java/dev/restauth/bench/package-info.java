/**
 * Benchmarks of whole servers.
 *
 * <p>Contains a bare Netty server for comparison, which uses no code of REST-auth, and measurements of the store
 * in the same process, and of servers over the network. The benchmarks of parts are in the packages that they
 * measure. Start reading at the scripts, which name the classes that they start.
 */
@NullMarked
package dev.restauth.bench;

import org.jspecify.annotations.NullMarked;
