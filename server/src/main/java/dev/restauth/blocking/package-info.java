/** Threads that must never wait, the check that stops them from waiting, and waits that hide how long work took. */
@NullMarked
package dev.restauth.blocking;

import org.jspecify.annotations.NullMarked;
