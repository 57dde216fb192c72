/**
 * The front page and the OpenAPI document.
 *
 * <p>Start reading at {@link dev.restauth.web.FrontPageRoutes}.
 */
@NullMarked
package dev.restauth.web;

import org.jspecify.annotations.NullMarked;
