package io.cellwright.task.baseline;

import java.util.stream.IntStream;

import io.cellwright.RealData;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.preprocess.Normalization;
import io.cellwright.metric.ConfusionMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Every tenth cell keeps its label. The expected numbers are scikit-learn 1.9.1's on the same cells.
class LogisticRegressionOnRealCellsTest {
    @ParameterizedTest
    @CsvSource({
        "pbmc68k_reduced_counts.h5ad, bulk_labels, 0.771, 0.528",
        "pbmc4k_top2000.h5ad, label, 0.874, 0.832",
    })
    void hiddenCellsAreLabelledAsWellAsByScikitLearn(String file, String column, double accuracy, double macroF1) {
        CellTable cells = RealData.cells(file);
        int[] label = RealData.labels(cells, column);
        int classes = IntStream.of(label).max().orElseThrow() + 1;
        CsrMatrix x_ng = Normalization.log1p(Normalization.normalizeTotal(cells.counts(), Normalization.CP10K));
        int[] labelled = IntStream.range(0, label.length).filter(i -> i % 10 == 0).toArray();
        int[] hidden = IntStream.range(0, label.length).filter(i -> i % 10 != 0).toArray();
        LogisticRegression regression = LogisticRegression.fit(x_ng.selectRows(labelled),
                IntStream.of(labelled).map(i -> label[i]).toArray(), classes);
        ConfusionMatrix matrix = ConfusionMatrix.of(IntStream.of(hidden).map(i -> label[i]).toArray(),
                regression.predict(x_ng.selectRows(hidden)), classes);
        assertThat(regression.converged()).isTrue();
        assertThat(matrix.accuracy()).isCloseTo(accuracy, within(0.0006));
        assertThat(matrix.macroF1()).isCloseTo(macroF1, within(0.0006));
    }
}
