/**
 * The command line: one file a subcommand. Knows the settings and how to report what is wrong with
 * them; what a command does is handed in by {@code Main}.
 *
 * <p>Start reading at {@link dev.restauth.cli.Cli}.
 */
@NullMarked
package dev.restauth.cli;

import org.jspecify.annotations.NullMarked;
