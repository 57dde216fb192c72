/** Threads that must never wait, and the check that stops them from waiting. */
@NullMarked
package dev.restauth.blocking;

import org.jspecify.annotations.NullMarked;
