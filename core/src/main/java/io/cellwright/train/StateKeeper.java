package io.cellwright.train;

import io.cellwright.schedule.Progress;

/// Takes the state of a run when it wants it, to go on from there another day. It is asked after each step.
public interface StateKeeper {
    /// Whether it wants the state after this step; taking it costs a copy of weights and moments.
    ///
    /// @param now finished work
    /// @param last whether the run ends with this step: all is done, or somebody asked
    boolean wants(Progress now, boolean last);

    /// Takes the state that it wanted.
    void keep(RunState state);

    /// Wants nothing.
    StateKeeper NONE = new StateKeeper() {
        @Override
        public boolean wants(Progress now, boolean last) {
            return false;
        }

        @Override
        public void keep(RunState state) { }
    };
}
