package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.version.Version;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tests of the Python verifier, with a faulty server, a faulty network, and real web
 * frameworks.
 */
class ClientPyTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final long PATIENCE_SECONDS = 280;

  /** Prints the summary of the Python tests, which {@code ./test} repeats. */
  @Test
  void passesItsOwnTests() {
    Matcher summary = runTests("LONG_TESTS=0");
    System.out.println("client-py: " + summary.group());
  }

  /** Repeats races and random failures more often, and runs gunicorn also without preloading. */
  @Tag("long")
  @Test
  void passesItsOwnLongTests() {
    var _ = runTests("LONG_TESTS=1");
  }

  /** Runs the tests with a variable of the environment, and returns their summary. */
  private static Matcher runTests(String variable) {
    Interop.Ran ran =
        Interop.run(
            PATIENCE_SECONDS,
            "client-py",
            "env",
            "PYTHONPATH=src",
            variable,
            PYTHON,
            "-W",
            "error::ResourceWarning",
            "-m",
            "unittest",
            "discover",
            "-s",
            "tests",
            "-t",
            ".");

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    Matcher summary = Pattern.compile("Ran [1-9][0-9]+ tests in .*").matcher(ran.output());
    assertThat(summary.find()).as(ran.output()).isTrue();
    assertThat(ran.output()).endsWith("OK\n");
    return summary;
  }

  /** Builds the package without network access, and checks which files it contains. */
  @Test
  void isPackedWithItsTypesItsPageAndTheLicence() {
    String program =
        """
        import tarfile, zipfile
        from setuptools import build_meta
        sources = tarfile.open("dist/" + build_meta.build_sdist("dist"))
        wheel = zipfile.ZipFile("dist/" + build_meta.build_wheel("dist"))
        print("in sdist", *(name.partition("/")[2] for name in sources.getnames()))
        print("in wheel", *wheel.namelist())
        metadata = [name for name in wheel.namelist() if name.endswith("METADATA")]
        print(wheel.read(metadata[0]).decode())
        """;
    Interop.Ran ran = Interop.run("client-py", PYTHON, "-c", program);

    assertThat(ran.exitCode()).as(ran.output()).isZero();
    String number = Version.OURS.number();
    assertThat(ran.output().lines().filter(line -> line.startsWith("in sdist ")).toList())
        .singleElement()
        .asString()
        .contains(" LICENSE ", " README.md ", " pyproject.toml ", " src/restauth/py.typed");
    assertThat(ran.output().lines().filter(line -> line.startsWith("in wheel ")).toList())
        .singleElement()
        .asString()
        .contains(" restauth/py.typed", " restauth/verifier.py", "/METADATA")
        .doesNotContain("tests/");
    assertThat(ran.output())
        .contains(
            "Name: restauth-client",
            "Version: " + number,
            "License: MIT",
            "Requires-Python: >=3.11",
            "Requires-Dist: PyJWT",
            "Requires-Dist: cryptography",
            "# restauth-client for Python");
    assertThat(Path.of("..", "client-py", "LICENSE"))
        .hasSameTextualContentAs(Path.of("..", "LICENSE"));
  }

  @Tag("long")
  @Test
  void isTypedAndFormatted() {
    Interop.Ran types = Interop.run("client-py", PYTHON, "-m", "mypy");
    assertThat(types.output()).contains("Success: no issues found");
    Interop.Ran format = Interop.run("client-py", "black", "--check", "src", "tests");
    assertThat(format.exitCode()).as(format.output()).isZero();
  }
}
