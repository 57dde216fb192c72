package dev.restauth.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeCountsTest {
  private final ChangeCounts counts = new ChangeCounts();

  @Test
  void eachHashHasACounter() {
    for (int hash : new int[] {0, 1, -1, 1024, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      long before = counts.of(hash);
      counts.add(hash);
      assertThat(counts.of(hash)).isEqualTo(before + 1);
    }
  }

  @Test
  void neighboursHaveCountersOfTheirOwn() {
    counts.add(7);
    assertThat(counts.of(6)).isZero();
    assertThat(counts.of(8)).isZero();
  }

  @Test
  void aChangeOfAllReachesEachCounter() {
    counts.addToAll();
    for (int hash = -2000; hash < 2000; hash++) {
      assertThat(counts.of(hash)).isOne();
    }
  }
}
