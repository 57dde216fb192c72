/**
 * The commands that show operators whether the settings are valid, which settings are in force and
 * where they come from, and what a running server is doing.
 */
@NullMarked
package dev.restauth.status;

import org.jspecify.annotations.NullMarked;
