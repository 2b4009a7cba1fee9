package io.cellwright.anndata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Stores that were made to break us, and stores that are not read.
class ZarrRefusalTest {
    private static final String TEXTS = "[{'id': 'vlen-utf8'}]";
    private static final String SHARDS = "[{'name': 'sharding_indexed', 'configuration': {'chunk_shape': [2], "
            + "'codecs': [{'name': 'bytes', 'configuration': {'endian': 'little'}}], 'index_codecs': [{'name': 'bytes',"
            + " 'configuration': {'endian': 'little'}}, {'name': 'crc32c'}], 'index_location': 'end'}}]";

    @TempDir
    Path folder;

    private static void requireRefused(Path path, String... words) {
        assertThatThrownBy(() -> {
            try (ZarrFile file = ZarrFile.open(path)) {
                file.obs();
                file.uns("a");
            }
        }).isInstanceOf(DataException.class).hasMessageContaining(path.getFileName().toString())
                .hasMessageContainingAll(words);
    }

    private static float[] obsm(Path path) {
        try (ZarrFile file = ZarrFile.open(path)) {
            return file.obsm("a").values_nk();
        }
    }

    private static void requireUnread(Path path, String... words) {
        assertThatThrownBy(() -> obsm(path)).isInstanceOf(DataException.class)
                .hasMessageContaining(path.getFileName().toString()).hasMessageContainingAll(words);
    }

    private static ZarrMaker withObsm() {
        return ZarrMaker.tables().put("obsm/.zgroup", "{'zarr_format': 2}");
    }

    private static ZarrMaker withArray(String shape, String chunks, String compressor) {
        return withObsm().array("obsm/a", "<f4", shape, chunks, compressor, "null");
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void readsWhatIsWholeAsAFolderAndAsAnArchive() throws IOException {
        ZarrMaker maker = withArray("[2]", "[2]", "null").put("obsm/a/0", floats(1, 2));
        assertThat(obsm(maker.folder(folder))).containsExactly(1, 2);
        assertThat(obsm(maker.zip(folder))).containsExactly(1, 2);
    }

    @Test
    void saysWhatIsNoStore() throws IOException {
        requireRefused(folder.resolve("absent.zarr"), "absent.zarr: no such file");
        requireRefused(folder, "is a folder that is no Zarr group");
        requireRefused(new ZarrMaker().put("a", "{}").zip(folder), "is a zip archive that is no Zarr group");
        requireRefused(new ZarrMaker().put(".zgroup", "{'zarr_format': 2}").folder(folder), "obs: is not in the file",
                "not one as anndata's write_zarr makes it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "obs/../../x", "/x", "a//x", "a\\..\\x", "./x", "C:/x", "a/../x"})
    void refusesNamesOfAnArchiveThatLeadElsewhere(String name) throws IOException {
        requireRefused(ZarrMaker.tables().put(name, "{}").zip(folder), ", " + name + ": is no name that may stand");
    }

    /// The names of two entries have the same length, so that one can be written over the other.
    private Path renamed(ZarrMaker maker, String from, String to) throws IOException {
        String bytes = new String(maker.zipped(), StandardCharsets.ISO_8859_1).replace(from, to);
        Path path = folder.resolve("made.zarr.zip");
        Files.write(path, bytes.getBytes(StandardCharsets.ISO_8859_1));
        return path;
    }

    @Test
    void refusesTwoChunksOfOneNameInAnArchive() throws IOException {
        ZarrMaker maker = withArray("[2]", "[2]", "null").put("obsm/a/0", floats(1, 2)).put("obsm/a/X", floats(3, 4));
        requireRefused(renamed(maker, "obsm/a/X", "obsm/a/0"), "obsm/a/0: stands twice in the archive");
    }

    @Test
    void takesTheLastMetadataOfOneNameInAnArchive() throws IOException {
        ZarrMaker maker = withArray("[2]", "[1]", "null").put("obsm/a/0", floats(1, 2))
                .put("obsm/a/.zarraX", "{'zarr_format': 2, 'shape': [2], 'chunks': [2], 'dtype': '<f4', "
                        + "'compressor': null, 'filters': null, 'order': 'C', 'fill_value': 0}");
        assertThat(obsm(renamed(maker, "obsm/a/.zarraX", "obsm/a/.zarray"))).containsExactly(1, 2);
    }

    @Test
    void refusesAnArchiveThatIsCutOffOrDamaged() throws IOException {
        byte[] random = {100, 117, -122, -105, -88, -71, -54, -37};
        ZarrMaker maker = withArray("[2]", "[2]", "null").put("obsm/a/0", random);
        byte[] whole = maker.zipped();
        Path path = folder.resolve("made.zarr.zip");
        for (int length = 4; length < whole.length; length += 31) {
            Files.write(path, Arrays.copyOf(whole, length));
            requireUnread(path, "cannot be read as a zip archive");
        }
        byte[] other = random.clone();
        other[3]++;
        String bytes = new String(whole, StandardCharsets.ISO_8859_1).replace(
                new String(random, StandardCharsets.ISO_8859_1), new String(other, StandardCharsets.ISO_8859_1));
        Files.write(path, bytes.getBytes(StandardCharsets.ISO_8859_1));
        requireUnread(path, "obsm/a/0: cannot be read", "checksum in the archive");
    }

    @Test
    void refusesLinksOutOfTheFolderButFollowsThoseWithin() throws IOException {
        Path outside = folder.resolve("outside");
        Files.write(outside, floats(7, 8));
        Path store = withArray("[2]", "[2]", "null").folder(folder);
        Path chunk = store.resolve("obsm/a/0");
        Files.createSymbolicLink(chunk, outside);
        requireUnread(store, "obsm/a/0: is a link out of the folder");
        Files.delete(chunk);
        Files.write(store.resolve("inside"), floats(7, 8));
        Files.createSymbolicLink(chunk, store.resolve("inside"));
        assertThat(obsm(store)).containsExactly(7, 8);
        Files.move(store.resolve("obsm"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(store.resolve("obsm"), folder.resolve("elsewhere"));
        requireUnread(store, "is a link out of the folder");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "[1099511627776] | [1048576] | declares 1099511627776 elements of 4 bytes, which a file of its size cannot",
        "[4611686018427387904, 8] | [1, 8] | more than any file holds", "[-2] | [1] | has shape [-2]",
        "[2] | [0] | has chunks of shape [0]", "[2] | [1, 1] | has chunks of shape [1, 1] for data of shape [2]",
        "[2] | [536870912] | more than 268435456 bytes", "[10000000] | [1] | has 10000000 chunks of 4 bytes",
        "[1.5] | [1] | should hold integers but holds 1.5", "[9999999999999999999] | [1] | should hold integers",
        "'7' | [1] | has no list shape"})
    void refusesShapesThatCannotBe(String shape, String chunks, String words) throws IOException {
        requireUnread(withArray(shape, chunks, "null").folder(folder), "obsm/a", words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "gzip", "zlib", "lz4", "blosc"})
    void refusesChunksThatDoNotDecodeToTheirSize(String codec) throws IOException {
        for (int chunk : new int[] {1, 3, 100}) {
            ZarrMaker maker = withArray("[" + chunk + "]", "[" + chunk + "]", "{'id': '" + codec + "'}")
                    .put("obsm/a/0", encoded(codec, floats(1, 2)));
            requireUnread(maker.folder(folder), "obsm/a: has a chunk that cannot be decoded (number 0)");
        }
        ZarrMaker right = withArray("[2]", "[2]", "{'id': '" + codec + "'}")
                .put("obsm/a/0", encoded(codec, floats(1, 2)));
        assertThat(obsm(right.folder(folder))).containsExactly(1, 2);
        byte[] whole = encoded(codec, floats(1, 2));
        for (int length = 0; length < whole.length; length++) {
            right.put("obsm/a/0", Arrays.copyOf(whole, length));
            requireUnread(right.folder(folder), "cannot be decoded");
        }
    }

    private static byte[] encoded(String codec, byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        switch (codec) {
            case "zstd" -> {
                ZstdCompressor zstd = ZstdCompressor.create();
                byte[] room = new byte[zstd.maxCompressedLength(bytes.length)];
                out.write(room, 0, zstd.compress(bytes, 0, bytes.length, room, 0, room.length));
            }
            case "gzip" -> {
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                }
            }
            case "zlib" -> {
                try (java.util.zip.DeflaterOutputStream zlib = new java.util.zip.DeflaterOutputStream(out)) {
                    zlib.write(bytes);
                }
            }
            case "lz4" -> {
                // One run of literals.
                out.write(header.putInt(bytes.length).array(), 0, 4);
                out.write(bytes.length << 4);
                out.write(bytes);
            }
            default -> {
                header.put((byte) 2).put((byte) 1).put((byte) 2).put((byte) 4).putInt(bytes.length)
                        .putInt(bytes.length).putInt(16 + bytes.length);
                out.write(header.array());
                out.write(bytes);
            }
        }
        return out.toByteArray();
    }

    @Test
    void refusesChunksWhoseChecksumOrHeaderIsWrong() throws IOException {
        byte[] chunk = Arrays.copyOf(floats(1, 2), 12);
        CRC32C crc = new CRC32C();
        crc.update(chunk, 0, 8);
        ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).putInt(8, (int) crc.getValue());
        ZarrMaker maker = withObsm().array3("obsm/a", "float32", "[2]", "[2]", "[{'name': 'bytes'}, {'name': 'crc32c'}]",
                "");
        assertThat(obsm(maker.put("obsm/a/c/0", chunk).folder(folder))).containsExactly(1, 2);
        chunk[2]++;
        requireUnread(maker.put("obsm/a/c/0", chunk).folder(folder), "its checksum is wrong");
        byte[] blosc = encoded("blosc", floats(1, 2));
        blosc[12]++;
        Path store = withArray("[2]", "[2]", "{'id': 'blosc'}").put("obsm/a/0", blosc).folder(folder.resolve("other"));
        requireUnread(store, "it has a Blosc header that does not fit its 24 bytes");
    }

    @Test
    void refusesTextsThatUnpackToFarMoreThanIsThere() throws IOException {
        byte[] bomb = encoded("zstd", new byte[1 << 26]);
        ZarrMaker maker = ZarrMaker.tables().array("uns/a", "|O", "[2]", "[2]", "{'id': 'zstd'}", TEXTS)
                .put("uns/a/0", bomb);
        requireRefused(maker.folder(folder), "uns/a: has a chunk that cannot be decoded", "it holds more than");
    }

    @Test
    void refusesTextsThatDoNotFitTheirChunk() throws IOException {
        ZarrMaker maker = ZarrMaker.tables().array("uns/a", "|O", "[2]", "[2]", "null", TEXTS);
        requireRefused(maker.put("uns/a/0", ZarrMaker.texts("x")).folder(folder), "it does not hold 2 texts");
        byte[] whole = ZarrMaker.texts("x", "y");
        for (int length = 0; length < whole.length; length++) {
            requireRefused(maker.put("uns/a/0", Arrays.copyOf(whole, length)).folder(folder), "cannot be decoded");
        }
        whole[4] = (byte) 200;
        requireRefused(maker.put("uns/a/0", whole).folder(folder), "text 0 has 200 bytes, more than there are");
        byte[] latin = ZarrMaker.texts("x", "y");
        latin[8] = (byte) 0xe4;
        requireRefused(maker.put("uns/a/0", latin).folder(folder), "uns/a: holds text that is not UTF-8");
        ZarrMaker wide = ZarrMaker.tables().array("uns/a", "<U1", "[2]", "[2]", "null", "null");
        for (int character : new int[] {0xd800, 0x110000, -1}) {
            byte[] chunk = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(65).putInt(character).array();
            requireRefused(wide.put("uns/a/0", chunk).folder(folder), "is no character");
        }
    }

    private static byte[] shard(long... offsetsAndSizes) {
        int index = 8 * offsetsAndSizes.length;
        ByteBuffer bytes = ByteBuffer.allocate(16 + index + 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(1).putFloat(2).putFloat(3).putFloat(4);
        for (long number : offsetsAndSizes) {
            bytes.putLong(number);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 16, index);
        return bytes.putInt((int) crc.getValue()).array();
    }

    @Test
    void refusesAShardWhoseIndexIsWrong() throws IOException {
        ZarrMaker maker = withObsm().array3("obsm/a", "float32", "[4]", "[4]", SHARDS, "");
        assertThat(obsm(maker.put("obsm/a/c/0", shard(0, 8, 8, 8)).folder(folder))).containsExactly(1, 2, 3, 4);
        assertThat(obsm(maker.put("obsm/a/c/0", shard(-1, -1, 0, 8)).folder(folder))).containsExactly(0, 0, 1, 2);
        for (long[] index : new long[][] {{0, 8, 1000, 8}, {0, 8, -8, 8}, {0, 8, 8, -8}, {0, 8, Long.MAX_VALUE, 8},
            {0, 8, 8, Long.MAX_VALUE}, {0, 8, 50, 8}}) {
            requireUnread(maker.put("obsm/a/c/0", shard(index)).folder(folder), "obsm/a/c/0", "outside its 52 bytes");
        }
        requireUnread(maker.put("obsm/a/c/0", shard(0, 8, 8, 4)).folder(folder), "it holds 4 bytes, not 8");
        byte[] wrong = shard(0, 8, 8, 8);
        wrong[20]++;
        requireUnread(maker.put("obsm/a/c/0", wrong).folder(folder), "has an index whose checksum is wrong");
        requireUnread(maker.put("obsm/a/c/0", new byte[20]).folder(folder), "has an index of 36 bytes in a shard of 20");
        requireUnread(withObsm().array3("obsm/a", "float32", "[4]", "[3]", SHARDS, "").folder(folder),
                "has shards of 3 elements with chunks of 2");
    }

    @Test
    void refusesShardsOfMoreChunksThanCanBe() throws IOException {
        requireUnread(withObsm().array3("obsm/a", "float32", "[4]", "[1073741824]", SHARDS, "")
                .put("obsm/a/c/0", shard(0, 8, 8, 8)).zip(folder),
                "has an index of 8589934596 bytes in a shard of 52");
        requireUnread(withObsm().array3("obsm/a", "float32", "[4, 4]", "[1073741824, 1073741824]",
                SHARDS.replace("[2]", "[2, 2]"), "").put("obsm/a/c/0/0", shard(0, 8, 8, 8)).zip(folder),
                "has shards of more chunks than an int counts");
    }

    @Test
    void refusesAStoredChunkFarLargerThanItCanBe() throws IOException {
        Path store = withArray("[2]", "[2]", "{'id': 'zstd'}").put("obsm/a/0", floats(1)).folder(folder);
        try (RandomAccessFile chunk = new RandomAccessFile(store.resolve("obsm/a/0").toFile(), "rw")) {
            chunk.setLength(1L << 32);
        }
        requireUnread(store, "obsm/a/0: has a chunk of 4294967296 bytes, where 65552 are the most");
        try (RandomAccessFile metadata = new RandomAccessFile(store.resolve("obsm/a/.zarray").toFile(), "rw")) {
            metadata.setLength(1L << 32);
        }
        requireUnread(store, "obsm/a/.zarray: has 4294967296 bytes, more than metadata have");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"[] | it is no JSON object",
        "{'a': 1, 'a': 2} | `a' stands twice`", "{'a': 1e999999999} | it has a number of more than 400 digits",
        "{'a': NaN} | cannot be read", "{'a': 1} x | cannot be read", "{'a': | cannot be read",
        "{'a': 'b} | cannot be read"})
    void refusesMetadataThatAreNoJson(String json, String words) throws IOException {
        Path store = withArray("[2]", "[2]", "null").put("obsm/a/.zattrs", json).folder(folder);
        requireUnread(store, "obsm/a/.zattrs", words.replace('\'', '"'));
    }

    @Test
    void refusesMetadataOfEndlessDepthOrSize() throws IOException {
        for (String json : new String[] {"{'a': " + "[".repeat(100_000), "{'a': " + "{'a': ".repeat(100_000),
            "{'a': [" + "1,".repeat(1 << 21) + "1]}"}) {
            requireUnread(withArray("[2]", "[2]", "null").put("obsm/a/.zattrs", json).folder(folder),
                    "it is JSON of more than 64 levels or 1048576 values");
        }
        requireUnread(withObsm().array3("obsm/a", "float32", "[2]", "[2]", "[{'name': 'bytes'}]",
                ", 'consolidated_metadata': " + "[".repeat(100_000)).folder(folder), "obsm/a/zarr.json");
    }

    @ParameterizedTest
    @CsvSource({"pickle", "json2", "msgpack2", "categorize"})
    void refusesPythonObjectsByTheNameOfTheirCodec(String codec) throws IOException {
        Path store = ZarrMaker.tables().put("obs/.zattrs", "{'_index': '_index', 'column-order': ['a']}")
                .array("obs/a", "|O", "[2]", "[2]", "null", "[{'id': '" + codec + "'}]").put("obs/a/0", new byte[50])
                .folder(folder);
        requireRefused(store, "obs/a: holds Python objects, kept with " + codec, "where texts with vlen-utf8 are read");
    }

    @Test
    void refusesPythonObjectsWithoutACodec() throws IOException {
        Path store = withObsm().array("obsm/a", "|O", "[2]", "[2]", "null", "null").put("obsm/a/0", new byte[16])
                .folder(folder);
        requireUnread(store, "obsm/a: holds Python objects, kept with no codec");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "float32 | [{'name': 'bytes'}, {'name': 'zfpy'}] | '' | is kept with codec zfpy",
        "float32 | [{'name': 'vlen-utf8'}] | '' | is kept with codec vlen-utf8",
        "float32 | [] | '' | has no codec that makes bytes",
        "bfloat16 | [{'name': 'bytes'}] | '' | has data_type bfloat16, which is not known here",
        "float32 | [{'name': 'bytes'}] | , 'extra': {} | has metadata called extra, which is not known here",
        "float32 | [{'name': 'bytes'}] | , 'storage_transformers': [{'name': 'x'}] | has storage_transformers"})
    void namesWhatIsNotKnownOfVersion3(String type, String codecs, String more, String words) throws IOException {
        String quoted = more.equals("''") ? "" : more;
        Path store = withObsm().array3("obsm/a", type, "[2]", "[2]", codecs, quoted).put("obsm/a/c/0", floats(1, 2))
                .folder(folder);
        requireUnread(store, "obsm/a", words);
    }

    @Test
    void doesNotLeaveTheStoreByTheNameOfAColumn() throws IOException {
        for (String name : new String[] {"..", ".", "", "..\\\\x"}) {
            Path store = ZarrMaker.tables().put("obs/.zattrs", "{'_index': '_index', 'column-order': ['" + name + "']}")
                    .folder(folder);
            requireRefused(store, "obs: has a member called", "which is no name");
        }
        requireRefused(ZarrMaker.tables().put("obs/.zattrs", "{'_index': '../var/_index'}").folder(folder),
                "obs/../var/_index: is missing");
        ZarrMaker codes = ZarrMaker.tables().put("obs/.zattrs", "{'_index': '_index', 'column-order': ['a']}")
                .array("obs/a", "|i1", "[2]", "[2]", "null", "null").put("obs/a/0", new byte[2]);
        requireRefused(codes.put("obs/a/.zattrs", "{'categories': '../var/_index'}").folder(folder), "which is no name");
        requireRefused(codes.put("obs/a/.zattrs", "{'categories': '__categories/a'}").folder(folder),
                "obs/a: refers to categories that are not there: __categories/a");
    }
}
