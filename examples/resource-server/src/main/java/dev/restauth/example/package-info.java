/** A resource server as small as can be; its README says how to run it. */
@NullMarked
package dev.restauth.example;

import org.jspecify.annotations.NullMarked;
