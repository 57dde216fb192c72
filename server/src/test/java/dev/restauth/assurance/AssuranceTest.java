package dev.restauth.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.assurance.Assurance.Judgement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The truth table of the rules by which {@code Assurance} judges log-ins. */
class AssuranceTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static List<Proof> proofs(String methods) {
    return Arrays.stream(methods.split(" "))
        .map(method -> new Proof(ProofMethod.of(method).orElseThrow(), NOW))
        .toList();
  }

  private static boolean suffice(boolean factor, String methods) {
    SecondFactor state = factor ? SecondFactor.ENROLLED : SecondFactor.NONE;
    return Assurance.judge(7, 1, state, proofs(methods)) instanceof Judgement.Enough;
  }

  @ParameterizedTest
  @CsvSource({
    "password, true, false, 1, pwd",
    "email-code, true, false, 1, otp",
    "password email-code, true, false, 1, pwd otp",
    "password password, true, false, 1, pwd",
    "password totp, true, true, 2, pwd otp mfa",
    "email-code totp, true, true, 2, otp mfa",
    "password recovery-code, true, true, 2, pwd otp mfa",
    "passkey, true, true, phr, swk user mfa",
    "device-passkey, true, true, phrh, hwk user mfa",
    "password passkey-touch, true, true, phr, pwd swk user mfa",
    "password device-passkey-touch, true, true, phrh, pwd hwk user mfa",
    "email-code passkey-touch, true, true, phr, otp swk user mfa",
    "password totp device-passkey, true, true, phrh, pwd otp hwk user mfa"
  })
  void judges(String methods, boolean without, boolean with, String acr, String amr) {
    assertThat(suffice(false, methods)).isEqualTo(without);
    assertThat(suffice(true, methods)).isEqualTo(with);
    AuthenticationMethods parsed = AuthenticationMethods.parse(methods).orElseThrow();
    assertThat(parsed.acr().text()).isEqualTo(acr);
    assertThat(parsed.amr()).containsExactly(amr.split(" "));
    assertThat(parsed.text()).isEqualTo(methods);
  }

  @ParameterizedTest
  @CsvSource({
    "totp",
    "recovery-code",
    "passkey-touch",
    "device-passkey-touch",
    "totp recovery-code"
  })
  void aSecondFactorIsNotSufficient(String methods) {
    assertThatThrownBy(() -> suffice(false, methods)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> suffice(true, methods)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The method {@code judge}, which all log-ins call, refuses a remembered device as a proof. */
  @ParameterizedTest
  @CsvSource({
    "remembered-device",
    "password remembered-device",
    "email-code remembered-device",
    "password totp remembered-device",
    "passkey remembered-device"
  })
  void aRememberedDeviceIsNoProof(String methods) {
    for (SecondFactor factor : SecondFactor.values()) {
      assertThatThrownBy(() -> Assurance.judge(7, 1, factor, proofs(methods)))
          .as(methods + " " + factor)
          .isInstanceOf(IllegalArgumentException.class);
    }
    AuthenticationMethods parsed = AuthenticationMethods.parse(methods).orElseThrow();
    AuthenticationMethods without =
        new AuthenticationMethods(
            parsed.all().stream().filter(each -> each != ProofMethod.REMEMBERED_DEVICE).toList());
    assertThat(parsed.acr()).isEqualTo(without.acr());
    assertThat(parsed.amr()).isEqualTo(without.amr());
    assertThatThrownBy(
            () -> missing("password").half().with(new Proof(ProofMethod.REMEMBERED_DEVICE, NOW)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Judgement.Missing missing(String methods) {
    return (Judgement.Missing) Assurance.judge(7, 3, SecondFactor.ENROLLED, proofs(methods));
  }

  /**
   * The method {@code judgeRemembered}, which only the name and password page calls, accepts a
   * remembered device only if one password is the only other proof.
   */
  @ParameterizedTest
  @CsvSource({
    "password, true",
    "email-code, false",
    "password email-code, false",
    "email-code password, false",
    "password password, false"
  })
  void aRememberedDeviceReplacesOnlyTheFactorAfterAPassword(String methods, boolean enough) {
    Optional<Authentication> judged =
        Assurance.judgeRemembered(missing(methods), NOW.plusSeconds(1));
    assertThat(judged.isPresent()).isEqualTo(enough);
    judged.ifPresent(
        authentication -> {
          assertThat(authentication.accountId()).isEqualTo(7);
          assertThat(authentication.generation()).isEqualTo(3);
          assertThat(authentication.methods().text()).isEqualTo("password remembered-device");
          assertThat(authentication.methods().acr()).isEqualTo(Acr.ONE);
          assertThat(authentication.methods().amr()).containsExactly("pwd");
        });
  }

  @Test
  void nothingSufficesIfAFactorIsDue() {
    for (String methods : List.of("password", "email-code", "passkey", "password totp")) {
      assertThat(Assurance.judge(7, 1, SecondFactor.DUE, proofs(methods)))
          .as(methods)
          .isInstanceOf(Judgement.Due.class);
    }
  }

  @Test
  void aHalfIsCompletedByTheFactorOnly() {
    Judgement half = Assurance.judge(7, 3, SecondFactor.ENROLLED, proofs("password"));
    assertThat(half).isInstanceOf(Judgement.Missing.class);
    HalfAuthentication missing = ((Judgement.Missing) half).half();
    assertThat(missing.with(new Proof(ProofMethod.EMAIL_CODE, NOW)))
        .isInstanceOf(Judgement.Missing.class);
    Judgement whole = missing.with(new Proof(ProofMethod.TOTP, NOW.plusSeconds(9)));
    assertThat(whole).isInstanceOf(Judgement.Enough.class);
    Authentication enough = ((Judgement.Enough) whole).authentication();
    assertThat(enough.accountId()).isEqualTo(7);
    assertThat(enough.generation()).isEqualTo(3);
    assertThat(enough.at()).isEqualTo(NOW.plusSeconds(9));
    assertThat(enough.methods().text()).isEqualTo("password totp");
  }

  @ParameterizedTest
  @CsvSource({"impersonation", "key", "adopted-token", "password other", "''"})
  void noOtherWayBeginsASession(String text) {
    assertThat(AuthenticationMethods.parse(text)).isEmpty();
  }

  @Test
  void classesHaveAnOrder() {
    for (Acr each : Acr.values()) {
      assertThat(each.satisfies(Acr.ONE)).isTrue();
      assertThat(Acr.of(each.text())).hasValue(each);
    }
    assertThat(Acr.ONE.satisfies(Acr.TWO)).isFalse();
    assertThat(Acr.HARDWARE.satisfies(Acr.PHISHING_RESISTANT)).isTrue();
    assertThat(Acr.of("3")).isEmpty();
  }
}
