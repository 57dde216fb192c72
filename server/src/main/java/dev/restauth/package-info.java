/** Wiring: {@link dev.restauth.Main} builds every part by hand, in the order in which they start. */
@NullMarked
package dev.restauth;

import org.jspecify.annotations.NullMarked;
