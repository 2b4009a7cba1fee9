package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.SplitRule;
import io.cellwright.data.split.Spread;
import picocli.CommandLine.Option;

/// Which cells judge a network, and how they are dealt.
final class HeldBackOptions {
    @Option(names = "--test-size", paramLabel = "SHARE",
            description = "Share of the cells that judges in the end. Default: ${DEFAULT-VALUE}.")
    private double testSize = Sizes.DEFAULT.test();

    @Option(names = "--split-group-key", paramLabel = "COLUMN",
            description = "Keep the cells of each group of this column of obs together, such as whole donors.")
    private Optional<String> groupKey = Optional.empty();

    @Option(names = "--split-key", paramLabel = "COLUMN",
            description = "Take the split from this column of obs, which says train, validation or test.")
    private Optional<String> splitKey = Optional.empty();

    /// The split; stratified by label where there are labels to be told.
    ///
    /// @param validationSize share of the cells that is watched while training
    SplitRule rule(double validationSize, Optional<String> stratifyBy, long seed) {
        if (splitKey.isPresent() && groupKey.isPresent()) {
            throw new IllegalArgumentException("--split-key and --split-group-key cannot both be given");
        }
        if (splitKey.isPresent()) {
            return new SplitRule.Given(splitKey.get());
        }
        Spread spread = groupKey.<Spread>map(Spread.ByGroup::new)
                .orElseGet(() -> stratifyBy.<Spread>map(Spread.ByLabel::new).orElse(new Spread.Freely()));
        return new SplitRule.Holdout(spread, new Sizes(validationSize, testSize), seed);
    }
}
