/**
 * The commands with which operators check the settings, list them with their sources, and see what
 * a running server is doing.
 */
@NullMarked
package dev.restauth.status;

import org.jspecify.annotations.NullMarked;
