package dev.restauth.browser;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.List;
import java.util.Optional;

/**
 * The page with recovery codes, which is the answer to a form. The page is shown once, and cannot be opened again.
 *
 * @param done the sentence about the action that created the codes
 * @param codes the codes; empty if the account already has codes
 * @param first whether all other sessions have ended
 * @param next the next page of the user
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
    return "recovery-codes"; // the list has the id of the template
  }

  @Override
  public Optional<String> script() {
    return Optional.of(SCRIPT);
  }

  /** Leaves out the codes. */
  @Override
  public String toString() {
    return "CodesView[]";
  }
}
