/**
 * The command line. Knows the settings, how to ask a person for what is missing, and how to report
 * what came of it. The commands themselves are declared by the features, as {@link
 * dev.restauth.cli.CommandGroup}s; what a command does is handed in by {@code Main}: {@link
 * dev.restauth.cli.Cli.Serving} runs the server, {@link dev.restauth.cli.OperationRunner} has everything
 * else performed.
 *
 * <p>Knows no feature. Start reading at {@link dev.restauth.cli.Cli}, then {@link
 * dev.restauth.cli.CommandBuilder}, with which a feature makes a command.
 */
@NullMarked
package dev.restauth.cli;

import org.jspecify.annotations.NullMarked;
