/** The languages in which this server writes to users. It calls nothing else. */
@NullMarked
package dev.restauth.language;

import org.jspecify.annotations.NullMarked;
