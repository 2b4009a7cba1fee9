package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.anndata.InPlaceFile;
import io.cellwright.anndata.RowResults;
import io.cellwright.data.DataException;

/// The file that results go to: a copy of the input as an `.h5ad` file, or the input itself.
///
/// @param input the file that was read
/// @param output the file to write; the input where results are added in place
/// @param held the input, kept from other writers until this is closed, where results are added in place
record OutputFile(Path input, Path output, Optional<InPlaceFile> held) implements AutoCloseable {
    /// Checks, before any work, that the file can be written. Where results are added in place no other program may
    /// from now on.
    ///
    /// @throws DataException if it cannot
    static OutputFile of(Path input, Optional<Path> output, boolean inPlace) {
        if (inPlace) {
            if (output.isPresent()) {
                throw new IllegalArgumentException("-o and --in-place cannot both be given");
            }
            H5adWriter.requireTakesAdditions(input);
            requireWritable(input, "Write a copy with -o OUT.h5ad");
            return new OutputFile(input, input, Optional.of(InPlaceFile.open(input)));
        }
        Path out = output.orElseThrow(() -> new IllegalArgumentException("nothing says where the results go: give -o "
                + "OUT.h5ad" + (takesAdditions(input) ? ", or --in-place to add them to " + input : "")));
        if (isSame(input, out) && takesAdditions(input)) {
            throw new DataException(out, "", "is the input itself",
                    "Give another name, or --in-place to add the results to it");
        }
        require(input, out, false);
        return new OutputFile(input, out, Optional.empty());
    }

    /// Checks that something new can be made of an input.
    ///
    /// @param folder whether it is a folder rather than a file
    /// @throws DataException if it cannot
    static void require(Path input, Path out, boolean folder) {
        Path in = input.toAbsolutePath().normalize();
        Path place = out.toAbsolutePath().normalize();
        if (Files.isDirectory(input) && place.startsWith(in)) {
            throw new DataException(out, "", "is in the input, or the input itself", "Give a name beside it");
        }
        if (!folder) {
            requireFile(out);
        } else if (in.startsWith(place)) {
            throw new DataException(out, "", "has the input in it", "Give a name beside it");
        } else if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new DataException(out, "", "is a file, and a folder should be written", "Give another name");
        } else {
            requireFolder(out);
        }
        if (isSame(input, out)) {
            throw new DataException(out, "", "is the input itself", "Give another name");
        }
    }

    /// Whether results can be added to the file itself. What is not there or cannot be read is told later.
    private static boolean takesAdditions(Path input) {
        try {
            return FileFormat.of(input).takesAdditions();
        } catch (DataException e) {
            return false;
        }
    }

    /// Checks that a file of that name can be written.
    static void requireFile(Path out) {
        if (Files.isDirectory(out)) {
            throw new DataException(out, "", "is a folder", "Give the name of a file, such as "
                    + out.resolve("out.h5ad"));
        }
        requireFolder(out);
        if (Files.exists(out)) {
            requireWritable(out, "Give the name of another file");
            // What is written beside it takes its place: a device, such as /dev/null, would be gone.
            if (!Files.isRegularFile(out)) {
                throw new DataException(out, "", "is no ordinary file", "Give the name of a file");
            }
            requireFolder(real(out));
        }
    }

    /// Checks that something new can be put beside others in the folder of `path`.
    static void requireFolder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new DataException(path, "", "is no name of a file", "Give another one");
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException(path, "", "its folder " + folder + " does not exist", "Make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new DataException(path, "", "its folder " + folder + " is not writable",
                    "Give a name in another folder");
        }
    }

    private static void requireWritable(Path file, String remedy) {
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new DataException(file, "", "is not writable", remedy);
        }
    }

    /// What a link points to: that is what is replaced.
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(Path input, Path out) {
        try {
            return Files.exists(input) && Files.exists(out) && Files.isSameFile(input, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes what was found.
    void write(Annotations annotations) {
        held.ifPresentOrElse(file -> file.add(annotations), () -> H5adWriter.copyWith(input, output, annotations));
    }

    /// Writes what was found, unless it is to be left off while the file is copied.
    ///
    /// @throws java.util.concurrent.CancellationException if it was left off: then nothing is written
    void write(Annotations annotations, BooleanSupplier stop) {
        held.ifPresentOrElse(file -> file.add(annotations),
                () -> H5adWriter.copyWith(input, output, annotations, stop));
    }

    /// The same with what is found meanwhile.
    void write(RowResults results, BooleanSupplier stop) {
        held.ifPresentOrElse(file -> file.add(results), () -> H5adWriter.copyWith(input, output, results, stop));
    }

    /// Writes, and says so where it was left off. Within the interruption: after Ctrl-C the process ends with that.
    ///
    /// @param report tells what was written
    ExitStatus unlessStopped(Session session, Runnable write, Runnable report) {
        try {
            write.run();
        } catch (CancellationException stopped) {
            session.say("stopped; nothing was written to " + output);
            return ExitStatus.INTERRUPTED;
        }
        report.run();
        return ExitStatus.DONE;
    }

    @Override
    public void close() {
        held.ifPresent(InPlaceFile::close);
    }
}
