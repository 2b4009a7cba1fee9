package io.cellwright.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/// A place where nothing can be written is refused before the first step of a training that may take hours: one line,
/// exit status 2, nothing touched.
class BadPlaceTest {
    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeEach
    void makeCells() {
        in = SmallCells.make().write(folder.resolve("in.h5ad"));
        out = folder.resolve("out.h5ad");
    }

    @Test
    void folderOfTheModelWithoutAFolderAboveIt() {
        Path model = folder.resolve("models").resolve("first");
        refused(save(model), model + ": its folder " + model.getParent() + " does not exist. Make it first");
        assertThat(model.getParent()).doesNotExist();
    }

    @Test
    void folderOfTheModelThatIsAFile() throws IOException {
        Path model = Files.writeString(folder.resolve("model"), "mine");
        refused(save(model), model + ": this is a file, not a folder. Name another folder");
        refused(save(in), in + ": this is a file, not a folder");
        assertThat(model).content().isEqualTo("mine");
    }

    @Test
    void folderOfTheModelBelowAFile() {
        Path model = in.resolve("model");
        refused(save(model), model + ": its folder " + in + " does not exist");
    }

    @Test
    void folderOfTheModelThatHoldsOtherThings() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("manifest.json"), "{}");
        refused(save(model), model + ", manifest.json: the folder holds no readable model, so it is not replaced");
        Files.writeString(model.resolve("notes.txt"), "mine");
        refused(save(model), model + ", notes.txt: the folder holds more than a model, so it is not replaced");
    }

    @Test
    void folderOfTheModelThatMayNotBeWritten() throws IOException {
        Path locked = locked("locked");
        Path bare = Files.createDirectory(folder.resolve("bare"));
        Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("r-xr-xr-x"));
        refused(save(bare), bare + ": the folder is not writable, so it cannot be replaced");
        refused(save(locked.resolve("model")), locked.resolve("model") + ": its folder " + locked + " is not writable");
        Path link = Files.createSymbolicLink(folder.resolve("link"), locked.resolve("empty"));
        refused(save(link), link + ": nothing can be put into " + locked.toRealPath() + ", which is not writable");
    }

    @Test
    void folderOfTheModelThatIsTheOutputToo() {
        refused(save(out), out + ": is where -o puts the results. Give the model a folder of its own");
        assertThat(out).doesNotExist();
    }

    @Test
    void outputInTheFolderOfTheModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        out = model.resolve("out.h5ad");
        refused(save(model), model + ": is where -o puts the results");
    }

    @Test
    void outputThatIsNoOrdinaryFile() throws IOException {
        // Not a device: one of these would be lost if this failed.
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(out));
            refused(train(), out + ": is no ordinary file");
            assertThat(Files.readAttributes(out, BasicFileAttributes.class).isOther()).isTrue();
        }
    }

    @Test
    void outputThatIsALinkIntoAFolderThatMayNotBeWritten() throws IOException {
        Path locked = locked("locked");
        Path link = Files.createSymbolicLink(folder.resolve("link.h5ad"), locked.resolve("old.h5ad"));
        out = link;
        refused(train(), link.toRealPath() + ": its folder " + locked.toRealPath() + " is not writable");
    }

    @Test
    void inputThatIsThereToReadOnlyIsNotAddedTo() throws IOException {
        Files.setPosixFilePermissions(in, PosixFilePermissions.fromString("r--r--r--"));
        assumeFalse(Files.isWritable(in), "this user may write everything, as root may");
        refused(CommandRun.of(folder, "train", "scvi", in.toString(), "--in-place"), in
                + ": is not writable. Write a copy with -o");
    }

    /// A folder with an empty one and a file in it, which may only be read.
    private Path locked(String name) throws IOException {
        Path locked = Files.createDirectory(folder.resolve(name));
        Files.createDirectory(locked.resolve("empty"));
        Files.writeString(locked.resolve("old.h5ad"), "old");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(locked), "this user may write everywhere, as root may");
        return locked;
    }

    private CommandRun save(Path model) {
        return train("--save", model.toString());
    }

    private CommandRun train(String... more) {
        return CommandRun.of(folder, Stream.concat(Stream.of("train", "scvi", in.toString(), "-o", out.toString()),
                Stream.of(more)).toArray(String[]::new));
    }

    private static void refused(CommandRun run, String message) {
        List<String> lines = run.err().lines().toList();
        assertThat(lines).as("no line of training before it").hasSize(1);
        assertThat(lines.getFirst()).startsWith("cellwright: " + message);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }
}
