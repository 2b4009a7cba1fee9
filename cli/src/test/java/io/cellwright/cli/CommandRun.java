package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.tensor.Device;

/// One run of the program within the test: its exit status and what it wrote.
record CommandRun(int status, String out, String err) {
    static CommandRun of(Path folder, String... words) {
        return of(folder, () -> false, words);
    }

    /// @param folder where the log of a failure of ours would go
    /// @param interrupted whether the user wants it to stop
    static CommandRun of(Path folder, BooleanSupplier interrupted, String... words) {
        return on(Device::plain, folder, interrupted, words);
    }

    /// @param device what computes, for so many threads
    static CommandRun on(IntFunction<Device> device, Path folder, BooleanSupplier interrupted, String... words) {
        CapturedScreen captured = new CapturedScreen(0);
        Session session = new Session(captured.screen(), device, interrupted, false);
        int status = Main.run(Main.all(session), List.of(words), captured.screen(), folder);
        return new CommandRun(status, captured.out(), captured.err());
    }

    /// The one JSON object on standard output.
    JsonObject json() {
        return JsonParser.parseString(out).getAsJsonObject();
    }
}
