package io.cellwright.cli;

import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import io.cellwright.tensor.Device;

/// What a command gets from the process that it runs in; tests give it other things.
///
/// @param screen where it writes
/// @param device what computes, for so many threads
/// @param interrupted a wish to stop beside Ctrl-C
/// @param fresh whether the process has just started, so that what is compiled ahead pays
record Session(Screen screen, IntFunction<Device> device, BooleanSupplier interrupted, boolean fresh) {
    /// Of this process.
    static Session of(Screen screen) {
        return new Session(screen, Device::cpu, () -> false, true);
    }

    /// Says something that the user should know though the work goes on.
    void warn(String text) {
        screen.message("cellwright: warning: " + text);
    }

    /// Says what was decided for the user.
    void say(String text) {
        screen.message("cellwright: " + text);
    }
}
