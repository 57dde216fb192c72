/**
 * Threads that must never wait, the check that stops them from waiting, and delays that hide the
 * duration of work.
 */
@NullMarked
package dev.restauth.blocking;

import org.jspecify.annotations.NullMarked;
