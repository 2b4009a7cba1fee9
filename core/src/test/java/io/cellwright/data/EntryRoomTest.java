package io.cellwright.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EntryRoomTest {
    private static final int MOST = 1600;

    @Test
    void arraysOfTheSameLengthAreUsedAgain() {
        EntryRoom.Shelf shelf = new EntryRoom.Shelf(MOST);
        EntryRoom first = shelf.announce();
        EntryRoom.Arrays arrays = first.take(1000);
        shelf.done();
        EntryRoom second = shelf.announce();
        first.giveBack();
        assertThat(second.take(950)).isSameAs(arrays);
    }

    @Test
    void whatIsKeptIsNeverMoreThanWhatIsAnnounced() {
        long seed = 20261130;
        Random random = new Random(seed);
        EntryRoom.Shelf shelf = new EntryRoom.Shelf(MOST);
        List<EntryRoom> held = new ArrayList<>();
        for (int turn = 0; turn < 1000; turn++) {
            EntryRoom room = shelf.announce();
            if (held.size() >= 4) {
                held.remove(random.nextInt(held.size())).giveBack();
            }
            room.take(1 + random.nextInt(MOST));
            assertThat(shelf.kept()).as("seed %d, turn %d", seed, turn).isZero();
            shelf.done();
            held.add(room);
        }
    }

    @Test
    void theLargestBlockOfAFileMayBeLargerThanAnArray() {
        EntryRoom.Shelf shelf = new EntryRoom.Shelf(3L * Integer.MAX_VALUE);
        assertThat(shelf.length(Integer.MAX_VALUE - 9)).isBetween(Integer.MAX_VALUE - 9L, Integer.MAX_VALUE - 8L);
    }
}
