/**
 * What REST-auth is compared with.
 *
 * <p>Owns a bare Netty server, which knows nothing of REST-auth's code, and measurements of its store
 * in the same process, and of servers from without. The benchmarks of parts lie in the packages of what they measure. Start
 * reading at the scripts, which say what they start.
 */
@NullMarked
package dev.restauth.bench;

import org.jspecify.annotations.NullMarked;
