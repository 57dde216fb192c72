package dev.restauth.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ProgramCalls;
import dev.restauth.assurance.Assurance;
import dev.restauth.login.FactorWaiver;
import dev.restauth.login.LoginFlow;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The callers of the methods that accept a remembered device: only the name and password page. */
class RememberedDeviceCallersTest {
  private static Set<String> callers(Class<?> owner, String method, int parameters) {
    return ProgramCalls.all()
        .filter(call -> call.owner().equals(owner.getName()))
        .filter(call -> call.name().equals(method) && call.parameters() == parameters)
        .map(call -> call.from().replaceFirst(".*[.$]", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void onlyThePageForThePasswordPresentsOne() {
    assertThat(callers(Assurance.class, "judgeRemembered", 2)).containsExactly("RememberedDevices");
    assertThat(callers(RememberedDevices.class, "authenticate", 2))
        .containsExactly("LoginPageRoutes");
    assertThat(callers(LoginFlow.class, "logIn", 4))
        .containsExactlyInAnyOrder("LoginFlow", "LoginPageRoutes");
    assertThat(callers(FactorWaiver.class, "waive", 1)).containsExactly("LoginFlow");
  }
}
