package dev.restauth.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
  @Test
  void are22UrlSafeCharactersAndDiffer() {
    var ids = new RandomIds();
    var many = Stream.generate(ids::next).limit(1000).toList();
    assertThat(many).allMatch(id -> id.matches("[A-Za-z0-9_-]{22}")).doesNotHaveDuplicates();
  }
}
