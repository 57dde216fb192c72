package dev.restauth.browser;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.List;
import java.util.Optional;

/**
 * The page with new recovery codes, as the answer to a form. It is shown once, and cannot be opened
 * again.
 *
 * @param done the notice about the action that created the codes
 * @param codes the codes; empty if the account already has codes
 * @param first whether the account got its first factor, which revoked all other sessions
 * @param next the path of the page on which the user continues
 */
public record CodesView(Message done, List<String> codes, boolean first, String next)
    implements View {
  /** The path of the script that copies and prints the codes. */
  public static final String SCRIPT = "/account.js";

  /** Copies the codes. */
  public CodesView {
    codes = List.copyOf(codes);
  }

  @Override
  public String template() {
    return "account/codes.jte";
  }

  @Override
  public String id() {
    return "recovery-codes"; // the list of codes already has the default id
  }

  @Override
  public Optional<String> script() {
    return Optional.of(SCRIPT);
  }

  /** Returns a text without the codes. */
  @Override
  public String toString() {
    return "CodesView[]";
  }
}
