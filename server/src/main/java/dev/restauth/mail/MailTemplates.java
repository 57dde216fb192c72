package dev.restauth.mail;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.restauth.language.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Renders mails from templates. A template is a Mustache text whose first line is the subject. The
 * plain text and the HTML of a mail are rendered from the same template. In HTML, a paragraph that
 * is a URL becomes a button, and a paragraph that is a code is shown in large digits. Thread-safe.
 *
 * <p>Files in the operator's folder replace the templates: {@code KIND.LANGUAGE.mustache}, such as
 * {@code password-reset.de.mustache}, and {@code layout.html.mustache}. The files are read for each
 * mail.
 */
final class MailTemplates {
  private static final String LAYOUT = "layout.html.mustache";
  private static final int TEMPLATE_BYTES = 64 * 1024;
  private static final Pattern PARAGRAPHS = Pattern.compile("\n\\s*\n");
  private static final Pattern URL = Pattern.compile("https?://[^\\s<>\"']+");
  private static final Pattern CODE = Pattern.compile("[0-9 ]{6,12}");

  private final Optional<Path> folder;
  private final Map<String, Template> own = new ConcurrentHashMap<>();

  /**
   * Creates the renderer with this program's templates and the operator's replacements.
   *
   * @param folder the operator's folder; empty if there is none
   */
  MailTemplates(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * Renders a mail.
   *
   * @throws IllegalArgumentException if an operator's file is not a valid template; the message is
   *     one line that names the file
   */
  RenderedMail render(MailKind kind, Language language, Map<String, String> values) {
    Map<String, Object> context = new HashMap<>();
    values.forEach((name, value) -> context.put(name, onOneLine(value)));
    String name = kind.text() + "." + language.text() + ".mustache";
    String whole = fill(name, context).strip();
    int end = whole.indexOf('\n');
    String subject = onOneLine(end < 0 ? whole : whole.substring(0, end)).strip();
    String text = (end < 0 ? "" : whole.substring(end)).strip() + "\n";
    Map<String, Object> page = new HashMap<>();
    values.forEach((key, value) -> page.put(key, escaped(onOneLine(value))));
    page.put("subject", escaped(subject));
    page.put("language", language.text());
    page.put("content", html(text));
    return new RenderedMail(subject, text, fill(LAYOUT, page));
  }

  /** Replaces line breaks, so that a value cannot begin a new line, paragraph or header field. */
  private static String onOneLine(String value) {
    return value
        .codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String html(String text) {
    return PARAGRAPHS
        .splitAsStream(text.strip())
        .map(String::strip)
        .map(MailTemplates::paragraph)
        .collect(Collectors.joining("\n"));
  }

  private static String paragraph(String text) {
    String escaped = escaped(text);
    if (URL.matcher(text).matches()) {
      return "<p><a class=\"button\" href=\"" + escaped + "\">" + escaped + "</a></p>";
    }
    return CODE.matcher(text).matches()
        ? "<p class=\"code\">" + escaped + "</p>"
        : "<p>" + escaped.replace("\n", "<br>\n") + "</p>";
  }

  private static String escaped(String text) {
    return Escapers.HTML.escape(text);
  }

  private String fill(String name, Map<String, Object> context) {
    Optional<Path> file = folder.map(each -> each.resolve(name)).filter(Files::isRegularFile);
    try {
      return file.map(MailTemplates::compiled)
          .orElseGet(() -> own.computeIfAbsent(name, MailTemplates::ofProgram))
          .execute(context);
    } catch (MustacheException e) {
      throw new IllegalArgumentException(
          file.map(Path::toString).orElse(name) + " cannot be filled: " + e.getMessage(), e);
    }
  }

  private static Template compiled(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(TEMPLATE_BYTES + 1);
      if (bytes.length > TEMPLATE_BYTES) {
        throw new IllegalArgumentException(file + " is larger than a template may be, 64 KB");
      }
      return compiled(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file, e);
    }
  }

  private static Template ofProgram(String name) {
    try (InputStream in = MailTemplates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no template " + name);
      }
      return compiled(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles a template without escaping, because values for HTML are already escaped. */
  private static Template compiled(String template) {
    return Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true).compile(template);
  }
}
