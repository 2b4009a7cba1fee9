package io.cellwright.optim;

import java.util.List;

import io.cellwright.tensor.Parameters;

/// Parameters that are updated by the same rule.
///
/// @param name what the group is called in logs
/// @param parameters the slab
/// @param entries the trained parameters of the slab that belong to the group
/// @param optimizer the rule
public record ParamGroup(String name, Parameters parameters, List<Parameters.Entry> entries,
        OptimizerConfig optimizer) {
    /// Keeps trained parameters only.
    public ParamGroup {
        entries = entries.stream().filter(Parameters.Entry::trained).toList();
    }

    /// All trained parameters.
    public static ParamGroup all(Parameters parameters, OptimizerConfig optimizer) {
        return new ParamGroup("all", parameters, parameters.entries(), optimizer);
    }
}
