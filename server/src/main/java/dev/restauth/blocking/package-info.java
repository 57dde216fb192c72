/** Threads that must never wait, and the check that stops them before they would. */
@NullMarked
package dev.restauth.blocking;

import org.jspecify.annotations.NullMarked;
