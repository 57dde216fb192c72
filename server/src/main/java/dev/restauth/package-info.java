/** The wiring: {@link dev.restauth.Main} builds every part explicitly, in the order in which they start. */
@NullMarked
package dev.restauth;

import org.jspecify.annotations.NullMarked;
