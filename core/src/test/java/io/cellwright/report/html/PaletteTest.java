package io.cellwright.report.html;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class PaletteTest {
    private static final double TEXT = 4.5;
    private static final double PICTURE = 3;
    private static final double APART = 20;
    /// Full colour vision; then protanopia, deuteranopia and tritanopia of Machado, Oliveira and Fernandes 2009.
    private static final List<double[][]> EYES = List.of(
            new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
            new double[][] {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216},
                {-0.003882, -0.048116, 1.051998}},
            new double[][] {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413},
                {-0.011820, 0.042940, 0.968881}},
            new double[][] {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602},
                {0.004733, 0.691367, 0.303900}});

    static List<Palette> schemes() {
        return List.of(Palette.LIGHT, Palette.DARK);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void textCanBeReadOnWhateverItStandsOn(Palette scheme) {
        for (String ground : List.of(scheme.background(), scheme.panel())) {
            for (String text : List.of(scheme.ink(), scheme.quiet(), scheme.accent())) {
                assertThat(Palette.contrast(text, ground)).as(text + " on " + ground).isGreaterThanOrEqualTo(TEXT);
            }
        }
        for (int step = 0; step <= Palette.STEPS; step++) {
            assertThat(Palette.contrast(scheme.onHeat(step), scheme.heat(step))).as("heat " + step)
                    .isGreaterThanOrEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void cellsCanBeSeenOnTheBackground(Palette scheme) {
        assertThat(scheme.groups()).hasSize(Palette.colours())
                .allMatch(colour -> Palette.contrast(colour, scheme.background()) >= PICTURE);
        for (double share = 0; share <= 1; share += 0.1) {
            assertThat(Palette.contrast(Palette.ramp(share), scheme.background())).as("number " + share)
                    .isGreaterThanOrEqualTo(PICTURE);
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void anyTwoColoursStayApartForEveryEye(Palette scheme) {
        for (double[][] eye : EYES) {
            for (int a = 0; a < Palette.colours(); a++) {
                for (int b = 0; b < a; b++) {
                    double[] one = lab(scheme.groups().get(a), eye);
                    double[] other = lab(scheme.groups().get(b), eye);
                    double apart = Math.sqrt(Math.pow(one[0] - other[0], 2) + Math.pow(one[1] - other[1], 2)
                            + Math.pow(one[2] - other[2], 2));
                    assertThat(apart).as(scheme.groups().get(a) + " and " + scheme.groups().get(b))
                            .isGreaterThanOrEqualTo(APART);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void theStyleSheetHasNoColoursOfItsOwn(Palette scheme) {
        assertThat(Pattern.compile("#[0-9a-fA-F]{3,8}\\b").matcher(TextFile.own("report.css")).find()).isFalse();
        assertThat(Palette.style()).contains("--background:" + scheme.background());
    }

    private static double[] lab(String colour, double[][] eye) {
        double[] rgb = new double[3];
        for (int to = 0; to < 3; to++) {
            for (int from = 0; from < 3; from++) {
                rgb[to] += eye[to][from] * Palette.linear(Integer.parseInt(colour, 1 + 2 * from, 3 + 2 * from, 16));
            }
            rgb[to] = Math.clamp(rgb[to], 0, 1);
        }
        double x = root((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
        double y = root(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
        double z = root((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double part) {
        return part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16.0 / 116;
    }
}
