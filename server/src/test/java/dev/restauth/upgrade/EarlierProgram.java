package dev.restauth.upgrade;

import dev.restauth.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program from this repository's history, with an earlier schema version than today's.
 *
 * @param schema the version of the schema
 * @param commit the last commit on the main branch with that version and, up to it, today's
 *     migration files
 */
record EarlierProgram(int schema, String commit) {
  /**
   * The first version whose database several servers can share
   * (docs/decisions/0016-rolling-upgrades.md).
   */
  private static final int FIRST_SHARED = 6;

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String SCHEMA = "server/src/main/resources/dev/restauth/store/";
  private static final Pattern STEP =
      Pattern.compile("^\\d+ blob (\\S+)\\t.*/((?:sqlite|postgresql)/V(\\d+)__.*)$");

  /**
   * Returns the programs of all schema versions, from the first shared version to the one before
   * today's. Each program is the newest that has its version and, up to this version, the same
   * migration files as today. A version without such a program is left out: if a migration was
   * changed permanently, its earlier form was never released, so no database with the earlier form
   * needs an upgrade.
   */
  static List<EarlierProgram> all() {
    if (!git("rev-parse", "--is-shallow-repository").getFirst().equals("false")) {
      throw new AssertionError("needs the whole history: git fetch --unshallow");
    }
    Map<String, Step> today = steps("HEAD");
    int latest = today.values().stream().mapToInt(Step::version).max().orElseThrow();
    List<EarlierProgram> found = new ArrayList<>();
    for (int version = FIRST_SHARED; version < latest; version++) {
      Map<String, Step> expected = stepsUpTo(today, version);
      int schema = version;
      candidates(version).stream()
          .filter(commit -> steps(commit).equals(expected))
          .findFirst()
          .ifPresent(commit -> found.add(new EarlierProgram(schema, commit)));
    }
    return found;
  }

  /** A migration file, identified by the hash of its content. */
  private record Step(int version, String blob) {}

  private static Map<String, Step> steps(String commit) {
    Map<String, Step> steps = new TreeMap<>();
    for (String line : git("ls-tree", "-r", commit, SCHEMA)) {
      Matcher step = STEP.matcher(line);
      if (step.matches()) {
        steps.put(step.group(2), new Step(Integer.parseInt(step.group(3)), step.group(1)));
      }
    }
    return steps;
  }

  private static Map<String, Step> stepsUpTo(Map<String, Step> steps, int version) {
    Predicate<Step> later = step -> step.version() > version;
    Map<String, Step> first = new TreeMap<>(steps);
    first.values().removeIf(later);
    return first;
  }

  /**
   * Returns the last commit on the main branch before the next version was added, and then, newest
   * first, the parent of each earlier commit that changed the schema. These candidates are needed
   * because a migration may have been changed for a while, and restored in a later version.
   */
  private static List<String> candidates(int version) {
    List<String> commits = new ArrayList<>();
    String next =
        changes("HEAD", ":(glob)" + SCHEMA + "postgresql/V" + (version + 1) + "__*").getLast();
    commits.add(parent(next));
    changes(parent(next), SCHEMA).forEach(changed -> commits.add(parent(changed)));
    return commits;
  }

  /** Returns the commits on the main branch that changed the files, the newest first. */
  private static List<String> changes(String from, String files) {
    return git("rev-list", "--first-parent", from, "--", files);
  }

  private static String parent(String commit) {
    return git("rev-parse", commit + "^1").getFirst();
  }

  /**
   * Starts the program, or one of its commands, in {@code folder}. Builds the program first if it
   * is not built yet.
   */
  ServerProcess start(Path folder, String... arguments) {
    Path built = ROOT.resolve("server/target/earlier").resolve(commit);
    run(List.of(ROOT.resolve("launcher/build-commit") + "", commit, built + ""));
    Path target = built.resolve("server/target");
    return ServerProcess.startMain(
        target.resolve("restauth.jar") + ":" + target.resolve("lib") + "/*", folder, arguments);
  }

  private static List<String> git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", ROOT + ""));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static List<String> run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("failed: " + command);
      }
      return printed.lines().toList();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command + "", e);
    }
  }

  @Override
  public String toString() {
    return "schema " + schema;
  }
}
