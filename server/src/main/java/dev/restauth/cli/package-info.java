/**
 * The command line: one file a group of subcommands. Knows the settings, how to ask a person for what
 * is missing, and how to report what came of it; what a command does is handed in by {@code Main}:
 * {@link dev.restauth.cli.Cli.Serving} runs the server, {@link dev.restauth.cli.Operating} has
 * everything else performed.
 *
 * <p>May call {@code config}, {@code control}, {@code log} and, for its progress, {@code store}. Start
 * reading at {@link dev.restauth.cli.Cli}, then {@code UserCommand}.
 */
@NullMarked
package dev.restauth.cli;

import org.jspecify.annotations.NullMarked;
