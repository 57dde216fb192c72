/**
 * The front page, the OpenAPI document, and the page on which users log in with passkeys and manage
 * their passkeys.
 *
 * <p>Start reading at {@link dev.restauth.web.FrontPageRoutes}.
 */
@NullMarked
package dev.restauth.web;

import org.jspecify.annotations.NullMarked;
