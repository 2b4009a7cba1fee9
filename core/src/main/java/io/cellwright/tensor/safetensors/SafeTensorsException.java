package io.cellwright.tensor.safetensors;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/// A file that breaks the safetensors format, or lacks what was asked of it.
public final class SafeTensorsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String element;
    private final String found;

    SafeTensorsException(Path file, String element, String found) {
        this(file, element, found, null);
    }

    SafeTensorsException(Path file, String element, String found, @Nullable Throwable cause) {
        super(file + ", " + element + ": " + found, cause);
        this.element = element;
        this.found = found;
    }

    /// The place inside the file: "header", or "tensor" and its name.
    public String element() {
        return element;
    }

    /// What was found there.
    public String found() {
        return found;
    }
}
