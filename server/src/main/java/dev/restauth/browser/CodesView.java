package dev.restauth.browser;

import dev.restauth.page.Message;
import dev.restauth.page.View;
import java.util.List;
import java.util.Optional;

/**
 * The page with recovery codes, which is the answer to a form: it is shown once, and cannot be opened again.
 *
 * @param done the sentence about what was just done
 * @param codes the codes; none if the account has codes already
 * @param first whether all other sessions have ended
 * @param next where the user goes on
 */
public record CodesView(Message done, List<String> codes, boolean first, String next)
    implements View {
  /** The path of the script that copies and prints them. */
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
