package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which cells train, watch and judge a network.
final class SplitOptions {
    @Option(names = "--validation-size", paramLabel = "SHARE",
            description = "Share of the cells that is watched while training. Default: ${DEFAULT-VALUE}.")
    private double validationSize = Sizes.DEFAULT.validation();

    @Mixin
    private HeldBackOptions heldBack = new HeldBackOptions();

    /// The split; stratified by label where there are labels to be told.
    SplitRule rule(Optional<String> stratifyBy, long seed) {
        return heldBack.rule(validationSize, stratifyBy, seed);
    }
}
