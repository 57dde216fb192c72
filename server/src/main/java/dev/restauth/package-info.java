/**
 * The wiring of the program. {@link dev.restauth.Main} builds every part explicitly, in the order
 * in which the parts start.
 */
@NullMarked
package dev.restauth;

import org.jspecify.annotations.NullMarked;
