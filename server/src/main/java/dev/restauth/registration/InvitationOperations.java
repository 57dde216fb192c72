package dev.restauth.registration;

import dev.restauth.code.OneTimeCodes.Live;
import dev.restauth.config.Durations;
import dev.restauth.event.Actor;
import dev.restauth.language.Language;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.registration.Invitations.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations of the commands {@code restauth user invite}, {@code invitations} and {@code
 * uninvite}.
 */
record InvitationOperations(ModeGate gate, Mailer mailer, Invitations invitations)
    implements Operations.Source {
  private static final String EXPIRES =
      "--expires must be from 1h to " + Durations.text(Invitations.AT_MOST);

  @Override
  public void declare(Operations operations) {
    operations
        .addRecording("user.invite", (request, _) -> invite(request))
        .add("user.invitations", (_, _) -> list())
        .addRecording("user.uninvite", (request, _) -> uninvite(request));
  }

  private Reply invite(Request request) {
    Optional<EmailAddress> address = EmailAddress.of(request.argument("email"));
    Optional<Language> language =
        Arrays.stream(Language.values())
            .filter(each -> each.text().equals(request.argument("language")))
            .findFirst();
    Duration validity = Durations.parse(request.argument("expires"));
    if (address.isEmpty()) {
      return new Reply.Failed("EMAIL is no e-mail address that mail can be sent to");
    }
    if (language.isEmpty()) {
      return new Reply.Failed(
          "--language must be one of "
              + Arrays.stream(Language.values()).map(Language::text).toList());
    }
    if (validity.compareTo(Duration.ofHours(1)) < 0
        || validity.compareTo(Invitations.AT_MOST) > 0) {
      return new Reply.Failed(EXPIRES);
    }
    if (!gate.isInviting()) {
      return new Reply.Failed(
          "nobody can accept an invitation while \"registration\" is closed: choose open, verified"
              + " or invited, or make the account with restauth user create");
    }
    if (!mailer.isConfigured()) {
      return new Reply.Failed("no mail can be sent: set smtp-url, mail-from and public-url");
    }
    return switch (invitations.invite(
        new Invitations.Request(
            address.get(), language.get(), validity, roles(request.find("roles").orElse(""))),
        Actor.operator(request.operator()))) {
      case Outcome.Invited(Live invitation) -> invited(invitation);
      case Outcome.UnknownRole(String role) -> new Reply.Failed("there is no role " + role);
      case Outcome.TooManyRoles _ -> new Reply.Failed("the roles do not fit into a token");
      case Outcome.Throttled _ -> new Reply.Failed("too many mails were sent to the address");
    };
  }

  private static Set<String> roles(String text) {
    return text.isEmpty() ? Set.of() : new TreeSet<>(List.of(text.split(" ", -1)));
  }

  private static Reply invited(Live invitation) {
    return Reply.done(
        facts(invitation),
        invitation.address() + " is invited until " + until(invitation) + ".",
        "To take that back: restauth user uninvite -- " + invitation.request());
  }

  private Reply list() {
    List<Live> pending = invitations.pending();
    return new Reply.Done(
        Facts.list(pending.stream().map(InvitationOperations::facts).toList()),
        pending.isEmpty()
            ? List.of("Nobody is invited.")
            : pending.stream().map(InvitationOperations::line).toList());
  }

  private static Facts facts(Live invitation) {
    return Facts.NONE
        .with("id", invitation.request())
        .with("email", invitation.address())
        .with("until", until(invitation));
  }

  private static String line(Live invitation) {
    return invitation.request() + "  " + invitation.address() + "  " + until(invitation);
  }

  private static String until(Live invitation) {
    return invitation.until().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Reply uninvite(Request request) {
    String id = request.argument("id");
    return invitations.withdraw(id, Actor.operator(request.operator()))
        ? Reply.done(Facts.NONE.with("id", id), "The invitation is withdrawn.")
        : new Reply.Failed("no invitation of this id is pending: see restauth user invitations");
  }
}
