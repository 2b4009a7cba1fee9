package io.cellwright.cli;

import java.io.PrintStream;

import com.google.gson.JsonObject;

/// What a measurement found, without the machine that it was made on.
interface BenchResult {
    /// Adds what was found to an object.
    void addTo(JsonObject json);

    /// Prints it for people.
    void print(PrintStream out);

    /// Prints it with its machine, as `--json` wants it or for people.
    default void print(PrintStream out, Machine machine, boolean json) {
        if (json) {
            JsonObject root = new JsonObject();
            root.add("machine", machine.json());
            addTo(root);
            Json.print(out, root);
        } else {
            out.println(machine);
            print(out);
        }
    }
}
