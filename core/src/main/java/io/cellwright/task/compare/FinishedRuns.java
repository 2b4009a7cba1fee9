package io.cellwright.task.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.cellwright.data.DataException;

/// Finished runs in a folder, a file each, named by the key: `KEY.json`. A file is there whole or not at all.
///
/// @param folder where they are
public record FinishedRuns(Path folder) {
    private static final String REMEDY = "Delete the file: its run is then made again";
    private static final long MOST_BYTES = 1 << 20;

    /// The run of that key, if it was finished.
    ///
    /// @throws DataException if its file is damaged
    Optional<RunResult> find(String key) {
        Path file = folder.resolve(key + ".json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DataException(file, "", "it is longer than " + MOST_BYTES + " bytes", REMEDY);
            }
            return Optional.of(RunJson.read(file, key, Files.readString(file)));
        } catch (IOException e) {
            throw new DataException(file, "", "it cannot be read: " + e, REMEDY, e);
        }
    }

    /// Keeps a run, so that not even a crash of the machine loses it.
    ///
    /// @throws DataException if it cannot be written
    void keep(RunResult result) {
        Path file = folder.resolve(result.key() + ".json");
        Path fresh = folder.resolve("." + result.key() + ".tmp");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(RunJson.write(result).getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DataException(file, "", "the run could not be kept: " + e,
                    "Check the space on the disk and the rights of the folder; finished runs are still there", e);
        }
    }
}
