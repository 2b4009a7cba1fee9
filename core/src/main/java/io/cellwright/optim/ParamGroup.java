package io.cellwright.optim;

import java.util.List;

import io.cellwright.tensor.Parameters;

/// Parameters that are updated by the same rule.
///
/// @param name what the group is called in logs
/// @param parameters the slab
/// @param entries the trained parameters of the slab that belong to the group
/// @param optimizer the rule
/// @param rateFactor what the learning rate is multiplied by for this group, at least 0
public record ParamGroup(String name, Parameters parameters, List<Parameters.Entry> entries,
        OptimizerConfig optimizer, double rateFactor) {
    /// Keeps trained parameters only, and checks the factor.
    public ParamGroup {
        entries = entries.stream().filter(Parameters.Entry::trained).toList();
        if (!(rateFactor >= 0 && rateFactor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the rate factor of group " + name
                    + " must be at least 0 and finite but was " + rateFactor);
        }
    }

    /// All trained parameters.
    public static ParamGroup all(Parameters parameters, OptimizerConfig optimizer) {
        return new ParamGroup("all", parameters, parameters.entries(), optimizer, 1);
    }
}
