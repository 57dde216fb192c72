/**
 * How JSON is read and written: owns the factories of all readers and writers, which keep nothing of what
 * they read.
 *
 * <p>Start reading at {@link dev.restauth.json.JsonFactories}.
 */
@NullMarked
package dev.restauth.json;

import org.jspecify.annotations.NullMarked;
