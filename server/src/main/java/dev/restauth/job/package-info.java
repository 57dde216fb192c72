/** Long-running jobs: progress reports, and values that are computed once and cached. */
@NullMarked
package dev.restauth.job;

import org.jspecify.annotations.NullMarked;
