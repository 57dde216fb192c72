/** Which threads must never wait, and what tells them that something would. */
@NullMarked
package dev.restauth.blocking;

import org.jspecify.annotations.NullMarked;
