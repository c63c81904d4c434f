package io.touchstream.operator.planning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExternalSortTest {
    @Test
    void forEach_moreThanFitsIntoMemory_handsAllOverInOrder() {
        Random random = new Random(7);
        List<byte[]> expected = new ArrayList<>();
        List<byte[]> sorted = new ArrayList<>();
        try (ExternalSort sort = new ExternalSort(500)) {
            for (int number = 0; number < 20_000; number++) {
                byte[] bytes = new byte[random.nextInt(8)];
                random.nextBytes(bytes);
                expected.add(bytes);
                sort.add(bytes);
            }
            sort.forEach(sorted::add);
            // Far more lots than files are merged at once, so that several levels were needed.
            assertThat(sort.filesWritten()).isGreaterThan(64 * 20);
        }
        expected.sort(Arrays::compareUnsigned);
        assertThat(sorted).hasSize(expected.size());
        for (int index = 0; index < expected.size(); index++) {
            assertThat(sorted.get(index)).isEqualTo(expected.get(index));
        }
    }

    @Test
    void forEach_allInMemory_writesNoFile() {
        List<byte[]> sorted = new ArrayList<>();
        try (ExternalSort sort = new ExternalSort(1_000_000)) {
            sort.add(new byte[] {-1});
            sort.add(new byte[] {1});
            sort.forEach(sorted::add);
            assertThat(sort.filesWritten()).isZero();
        }
        assertThat(sorted).containsExactly(new byte[] {1}, new byte[] {-1});
    }

    @Test
    void close_afterSpilling_leavesNothingBehind() {
        ExternalSort sort = new ExternalSort(50);
        for (byte number = 0; number < 100; number++) {
            sort.add(new byte[] {number});
        }
        assertThat(sort.folder()).isNotEmptyDirectory();

        sort.close();

        assertThat(sort.folder()).doesNotExist();
    }
}
