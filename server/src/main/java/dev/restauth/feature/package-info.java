/** x */
@NullMarked
package dev.restauth.feature;

import org.jspecify.annotations.NullMarked;
