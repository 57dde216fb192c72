package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The Python and JavaScript programs in README.md. They do the same as its terminal session, and
 * can run repeatedly.
 */
class ReadmeProgramsTest {
  @RegisterExtension private final TestServer server = new TestServer();

  @Test
  void greetTheUserInEitherLanguage() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertPrints("python", "hello.py", "/usr/bin/python3", "{'data': 'Hello, miguel!'}\n");
      assertPrints("js", "hello.mjs", "node", "{ data: 'Hello, miguel!' }\n");
    }
  }

  private void assertPrints(String language, String file, String interpreter, String expected)
      throws IOException {
    Matcher block =
        Pattern.compile("(?s)```" + language + "\n(.*?)```")
            .matcher(Files.readString(Path.of("..", "README.md")));
    assertThat(block.find()).isTrue();
    String program =
        block.group(1).replace("http://127.0.0.1:5000", "http://127.0.0.1:" + server.port());
    Path written = Files.createTempFile("readme", file);
    try {
      Files.writeString(written, program);
      Interop.Ran ran = Interop.run(".", interpreter, written.toString());
      assertThat(ran.output()).isEqualTo(expected);
      assertThat(ran.exitCode()).isZero();
    } finally {
      Files.delete(written);
    }
  }
}
