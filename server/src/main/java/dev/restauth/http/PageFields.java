package dev.restauth.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Completes the answers of pages: adds the header fields that protect a page, and replaces a
 * problem (RFC 9457) with an error page.
 */
final class PageFields {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
          + "base-uri 'none'; frame-ancestors 'none'";

  private static final HeaderField OWN_FORMS =
      new HeaderField(FieldNames.CONTENT_SECURITY_POLICY, POLICY + "; form-action 'self'");

  /**
   * The policy of pages whose forms may lead to another site. Chromium and Safari apply {@code
   * form-action} to every redirect that follows the form. An OAuth client may redirect to addresses
   * that this server does not know.
   */
  static final HeaderField ALL_FORMS = new HeaderField(FieldNames.CONTENT_SECURITY_POLICY, POLICY);

  /**
   * The header fields of every page. With the Referrer-Policy {@code no-referrer}, browsers would
   * send forms with the Origin {@code null}.
   */
  private static final List<HeaderField> FIELDS =
      List.of(
          new HeaderField(FieldNames.X_FRAME_OPTIONS, "DENY"),
          new HeaderField(FieldNames.REFERRER_POLICY, "same-origin"),
          new HeaderField(FieldNames.CACHE_CONTROL, "no-store"),
          new HeaderField(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff"));

  private static final Set<String> REPLACED =
      FIELDS.stream().map(HeaderField::name).collect(Collectors.toUnmodifiableSet());

  /** The header fields that an error page copies from the problem that it replaces. */
  private static final Set<String> OF_PROBLEMS =
      Set.of(FieldNames.RETRY_AFTER, FieldNames.ALLOW, FieldNames.SET_COOKIE);

  private PageFields() {}

  /**
   * Returns the answer of a page, with all its header fields.
   *
   * @param errors renders the pages that replace problems; if empty, problems are not replaced
   */
  static Answer finish(Answer answer, Call call, Optional<PageRenderer> errors) {
    Answer page =
        errors
            .filter(_ -> answer.isProblem())
            .map(each -> errorPage(answer, call, each))
            .orElse(answer);
    HeaderField policy = page.fields().contains(ALL_FORMS) ? ALL_FORMS : OWN_FORMS;
    List<HeaderField> fields = new ArrayList<>();
    page.fields().stream()
        .filter(field -> !REPLACED.contains(field.name()) && !field.name().equals(policy.name()))
        .forEach(fields::add);
    fields.add(policy);
    fields.addAll(FIELDS);
    return page.withOnly(fields);
  }

  private static Answer errorPage(Answer problem, Call call, PageRenderer errors) {
    Answer page =
        errors
            .error(call, problem.status())
            .with(
                problem.fields().stream()
                    .filter(field -> OF_PROBLEMS.contains(field.name()))
                    .toList());
    return problem.closing() ? page.thenClose() : page;
  }
}
