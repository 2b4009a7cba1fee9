package io.cellwright.data;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/// Data that cannot be used as it is: the message names the file, the element, what was found and what to do.
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean fileNamed;
    private final boolean elementNamed;

    /// An error of one element of a file.
    ///
    /// @param file the file, as the user gave it
    /// @param element the place inside, such as `obs/cell_type`, or an empty text for the file as a whole
    /// @param found what was found
    /// @param remedy what the user can do, or an empty text
    public DataException(Path file, String element, String found, String remedy) {
        this(file, element, found, remedy, null);
    }

    /// As above, with the exception that told.
    public DataException(Path file, String element, String found, String remedy, @Nullable Throwable cause) {
        super(message(file.toString(), element, found, remedy), cause);
        this.fileNamed = true;
        this.elementNamed = !element.isEmpty();
    }

    /// An error of data that no file is known for.
    public DataException(String element, String found, String remedy) {
        super(message("", element, found, remedy));
        this.fileNamed = false;
        this.elementNamed = !element.isEmpty();
    }

    private DataException(Path file, DataException unnamed) {
        super(file + (unnamed.elementNamed ? ", " : ": ") + unnamed.getMessage(), unnamed);
        this.fileNamed = true;
        this.elementNamed = unnamed.elementNamed;
    }

    /// The same error with the name of the file that the data came from: for callers of what sees data but no files. An
    /// error that names a file stays as it is.
    public DataException in(Path file) {
        return fileNamed ? this : new DataException(file, this);
    }

    private static String message(String file, String element, String found, String remedy) {
        StringBuilder text = new StringBuilder(file);
        if (!element.isEmpty()) {
            text.append(text.isEmpty() ? "" : ", ").append(element);
        }
        text.append(text.isEmpty() ? "" : ": ").append(found);
        if (!remedy.isEmpty()) {
            text.append(". ").append(remedy);
        }
        return text.toString();
    }
}
