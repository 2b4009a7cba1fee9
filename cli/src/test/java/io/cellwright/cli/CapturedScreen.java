package io.cellwright.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// A screen whose both streams are kept as text.
final class CapturedScreen {
    private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    private final Screen screen;

    /// @param columns width of the terminal, 0 for none
    CapturedScreen(int columns) {
        screen = new Screen(stream(outBytes), stream(errBytes), columns);
    }

    Screen screen() {
        return screen;
    }

    String out() {
        return outBytes.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return errBytes.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
