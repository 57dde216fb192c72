/** Long pieces of work: how whoever waits for one hears how far it is. */
@NullMarked
package dev.restauth.job;

import org.jspecify.annotations.NullMarked;
