package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.batcher.AccountPolicy.Candidate;
import dev.batchline.runtime.SettableClocks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which account of a pool a window goes through. */
class AccountPolicyTest {
    private final FakeProvider provider = new FakeProvider(new SettableClocks());
    private final Account one = new Account("one", "pool", 10, provider);
    private final Account two = new Account("two", "pool", 10, provider);

    @Test
    void choosesTheOneWithMoreRoomAndTheFirstOfEquals() {
        assertThat(choose(new Candidate(one, false, true, 5), new Candidate(two, false, true, 6)))
                .isSameAs(two);
        assertThat(choose(new Candidate(one, false, true, 6), new Candidate(two, false, true, 6)))
                .isSameAs(one);
        assertThat(choose(new Candidate(one, false, true, -9), new Candidate(two, false, true, -2)))
                .isSameAs(two);
    }

    @Test
    void avoidsClosedAccountsAndThoseWithoutCreationsLeft() {
        assertThat(choose(new Candidate(one, true, true, 9), new Candidate(two, false, true, 1)))
                .isSameAs(two);
        assertThat(choose(new Candidate(one, false, false, 9), new Candidate(two, false, true, 1)))
                .isSameAs(two);
        assertThat(choose(new Candidate(one, true, true, 9), new Candidate(two, false, false, 1)))
                .as("creations come back by themselves")
                .isSameAs(two);
        assertThat(choose(new Candidate(one, true, false, 9)))
                .as("there is no other")
                .isSameAs(one);
    }

    @Test
    void knowsNoAccountOfAnEmptyPool() {
        assertThatThrownBy(AccountPolicyTest::choose).isInstanceOf(IllegalArgumentException.class);
    }

    private static Account choose(Candidate... pool) {
        return AccountPolicy.choose(List.of(pool));
    }
}
