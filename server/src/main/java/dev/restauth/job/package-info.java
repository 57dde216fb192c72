/** Long pieces of work: how whoever waits for one hears how far it is. Calls no other package. */
@NullMarked
package dev.restauth.job;

import org.jspecify.annotations.NullMarked;
