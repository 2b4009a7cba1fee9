package io.cellwright.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.cellwright.data.prepare.GeneSelection;
import io.cellwright.model.scvi.ScviConfig;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.tensor.Counts;
import io.cellwright.train.Mode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Options with a few words to choose from, in scvi-tools' spelling: `gene-batch`.
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final List<E> values;

    Choice(Class<E> type) {
        values = List.of(type.getEnumConstants());
    }

    @Override
    public E convert(String word) {
        for (E value : values) {
            if (word(value).equals(word.toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return value;
            }
        }
        throw new TypeConversionException("expected " + String.join(", ", values.stream().map(Choice::word).toList())
                + " but was '" + word + "'");
    }

    /// How variable genes are chosen.
    static final class OfFlavor extends Choice<GeneSelection.Flavor> {
        OfFlavor() {
            super(GeneSelection.Flavor.class);
        }
    }

    /// How the command line and files spell a value.
    static String word(Enum<?> value) {
        return value == ScviConfig.LatentDistribution.LOGISTIC_NORMAL ? "ln"
                : value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Words for an option's help.
    static <E extends Enum<E>> List<String> words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
    }

    static final class OfPreset extends Choice<Preset> {
        OfPreset() {
            super(Preset.class);
        }
    }

    static final class OfMode extends Choice<Mode> {
        OfMode() {
            super(Mode.class);
        }
    }

    static final class OfDispersion extends Choice<ScviConfig.Dispersion> {
        OfDispersion() {
            super(ScviConfig.Dispersion.class);
        }
    }

    static final class OfLikelihood extends Choice<Counts.Likelihood> {
        OfLikelihood() {
            super(Counts.Likelihood.class);
        }
    }

    static final class OfLatent extends Choice<ScviConfig.LatentDistribution> {
        OfLatent() {
            super(ScviConfig.LatentDistribution.class);
        }
    }
}
