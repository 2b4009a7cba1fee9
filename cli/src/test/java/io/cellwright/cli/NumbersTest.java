package io.cellwright.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0,'0'", "999,'999'", "1000,'1,000'", "-1234567,'-1,234,567'"})
    void countHasCommasBetweenThousands(long value, String text) {
        assertThat(Numbers.count(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 steps", "1,1 step", "2,2 steps", "1001,'1,001 steps'"})
    void countNamesOneThingAndMany(long value, String text) {
        assertThat(Numbers.count(value, "step")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "12345,'12,345'", "-3,-3", "0.123456,0.1235", "12345.678,12350", "1e15,'1,000,000,000,000,000'", "1e17,1e17",
        "Infinity,inf", "NaN,-"
    })
    void exactKeepsEveryDigitOfAWholeNumber(double value, String text) {
        assertThat(Numbers.exact(value, 4)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "612.34567,612.3", "0.00012345678,0.0001235", "1200,1200", "5,5", "0,0", "-0.5,-0.5", "123456.7,123500",
        "0.0000123456,1.235e-5", "1234567890,1.235e9", "-1e-20,-1e-20", "0.99999,1", "NaN,-", "Infinity,inf",
        "-Infinity,-inf"
    })
    void significantRoundsToFourDigits(double value, String text) {
        assertThat(Numbers.significant(value, 4)).isEqualTo(text);
    }

    @Test
    void percentHasOneDecimal() {
        assertThat(Numbers.percent(0.0934)).isEqualTo("9.3 %");
        assertThat(Numbers.percent(1)).isEqualTo("100.0 %");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 bytes", "999,999 bytes", "1000,1.0 kB", "999949,999.9 kB", "999950,1.0 MB", "12345678,12.3 MB",
        "9223372036854775807,9.2 EB"
    })
    void bytesAreDecimal(long value, String text) {
        assertThat(Numbers.bytes(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0.0s", "0.84,0.8s", "9.96,10s", "59.4,59s", "59.6,1m00s", "69,1m09s", "3599.6,1h00m", "7380,2h03m",
        "86399,1d00h", "273600,3d04h"
    })
    void durationHasTwoUnits(double seconds, String text) {
        assertThat(Numbers.duration(seconds)).isEqualTo(text);
    }
}
