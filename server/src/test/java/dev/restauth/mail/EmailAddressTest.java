package dev.restauth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  @ParameterizedTest
  @CsvSource({
    "anna@example.com, anna@example.com",
    "Anna.Maria+news@EXAMPLE.com, Anna.Maria+news@example.com",
    "o'neil@example.co.uk, o'neil@example.co.uk",
    "anna@müller.example, anna@xn--mller-kva.example",
    "anna@MÜLLER.example, anna@xn--mller-kva.example",
    "anna@例え.jp, anna@xn--r8jz45g.jp",
    "anna@例え。jp, anna@xn--r8jz45g.jp",
    "anna@ｅｘａｍｐｌｅ.com, anna@example.com",
    "anna@xn--mller-kva.example, anna@xn--mller-kva.example"
  })
  void hasOneForm(String presented, String prepared) {
    EmailAddress address = EmailAddress.of(presented).orElseThrow();
    assertThat(address.text()).isEqualTo(prepared);
    assertThat(EmailAddress.of(prepared)).as("prepared once more").contains(address);
    assertThat(address.domain()).isEqualTo(prepared.substring(prepared.indexOf('@') + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "anna",
        "anna@",
        "@example.com",
        "anna@localhost",
        "anna@@example.com",
        "anna@berta@example.com",
        "anna\uff20example.com", // a full-width @
        "anna\uff20evil.example@example.com",
        "anna@evil.example\uff20example.com",
        "anna\ufe6bexample.com", // a small @
        "anna@exam\r\nple.com",
        "anna\r\nBcc: berta@example.com",
        "anna@example.com\r\nBcc: berta",
        "anna@example.com\n",
        "anna\u0000@example.com",
        "anna\u2028@example.com",
        "anna@example.com\u2028",
        " anna@example.com",
        "anna@example.com ",
        "an na@example.com",
        "anna@exam ple.com",
        "\"anna\"@example.com",
        "\"a b\"@example.com",
        "(comment)anna@example.com",
        "Anna <anna@example.com>",
        "<anna@example.com>",
        "anna@example.com,berta@example.com",
        "anna;berta@example.com",
        "anna\\@example.com",
        "anna@[127.0.0.1]",
        "anna@[IPv6:::1]",
        "anna@127.0.0.1",
        "anna..maria@example.com",
        ".anna@example.com",
        "anna.@example.com",
        "anna@.example.com",
        "anna@example..com",
        "anna@example.com.",
        "anna@-example.com",
        "anna@example-.com",
        "anna@exa_mple.com",
        "ann\u00e4@example.com", // not ASCII
        "\u0430nna@example.com", // Cyrillic
        "anna@stra\u00dfe.example", // Java would map the domain to strasse, another domain
        "anna@exam\u200dple.com",
        "anna@\u03c3\u03c2.example"
      })
  void isNone(String presented) {
    assertThat(EmailAddress.of(presented)).isEmpty();
  }

  @Test
  void hasAtMost254Bytes() {
    String domain = ("d".repeat(60) + ".").repeat(3) + "com"; // 186 characters
    String local = "l".repeat(64);
    String longest = local + "@" + "x." + domain;
    assertThat(longest).hasSize(253);
    assertThat(EmailAddress.of(longest)).isPresent();
    assertThat(EmailAddress.of(local + "@" + "xx." + domain)).isPresent();
    assertThat(EmailAddress.of(local + "@" + "xxx." + domain)).isEmpty();
    assertThat(EmailAddress.of("l" + local + "@example.com")).as("local part").isEmpty();
    assertThat(EmailAddress.of("a@" + "d".repeat(64) + ".com")).as("label").isEmpty();
    assertThat(EmailAddress.of(local + "@" + "é.".repeat(20) + "com")).isPresent();
    assertThat(EmailAddress.of(local + "@" + "é.".repeat(24) + "com"))
        .as("140 bytes, and 260 in ASCII")
        .isEmpty();
    assertThat(EmailAddress.of("a@" + ("é".repeat(30) + ".").repeat(5) + "com"))
        .as("longer in ASCII")
        .isEmpty();
    assertThat(EmailAddress.of("a".repeat(1_000_000) + "@example.com")).isEmpty();
  }

  @Test
  void twoAddressesOfAMailboxCompareEqual() {
    assertThat(address("Anna@Example.com").comparable())
        .isEqualTo(address("anna@example.COM").comparable());
    assertThat(address("an.na@example.com").comparable())
        .isNotEqualTo(address("anna@example.com").comparable());
    assertThat(address("anna+x@example.com").comparable())
        .isNotEqualTo(address("anna@example.com").comparable());
  }

  @Test
  void aSenderMayHaveAName() {
    assertThat(Sender.of("no-reply@example.com"))
        .isEqualTo(new Sender(Optional.empty(), address("no-reply@example.com")));
    assertThat(Sender.of("Example <no-reply@example.com>"))
        .isEqualTo(new Sender(Optional.of("Example"), address("no-reply@example.com")));
    for (String wrong :
        new String[] {"", "Example", "Exam\nple <a@example.com>", "E <a@example.com", "E <a>"}) {
      assertThat(catching(() -> Sender.of(wrong)))
          .as(wrong)
          .startsWith("expected an address such as");
    }
  }

  @Test
  void aServerIsNamedByItsScheme() {
    assertThat(SmtpServer.of("smtp://mail.example.com"))
        .isEqualTo(new SmtpServer(SmtpServer.Security.STARTTLS, "mail.example.com", 587));
    assertThat(SmtpServer.of("SMTPS://mail.example.com:4650/"))
        .isEqualTo(new SmtpServer(SmtpServer.Security.TLS, "mail.example.com", 4650));
    assertThat(SmtpServer.of("smtp+insecure://127.0.0.1"))
        .isEqualTo(new SmtpServer(SmtpServer.Security.NONE, "127.0.0.1", 25));
    for (String wrong :
        new String[] {
          "mail.example.com",
          "http://mail.example.com",
          "smtp://",
          "smtp://anna:hunter2@mail.example.com",
          "smtp://mail.example.com/path",
          "smtp://mail.example.com?x=y",
          "smtp://mail.example.com:0",
          "smtp://mail.example.com:65536"
        }) {
      assertThat(catching(() -> SmtpServer.of(wrong)))
          .as(wrong)
          .startsWith("expected smtp://HOST")
          .doesNotContain("hunter2");
    }
  }

  private static String catching(Runnable what) {
    try {
      what.run();
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static EmailAddress address(String text) {
    return EmailAddress.of(text).orElseThrow();
  }
}
