/** A minimal resource server. Its README explains how to run it. */
@NullMarked
package dev.restauth.example;

import org.jspecify.annotations.NullMarked;
