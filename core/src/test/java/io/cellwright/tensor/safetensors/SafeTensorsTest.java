package io.cellwright.tensor.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafeTensorsTest {
    @TempDir
    Path folder;

    @Test
    void aFileHasTheBytesThatTheFormatSays() throws IOException {
        Path file = folder.resolve("a.safetensors");
        new SafeTensorsWriter().add("wei", Shape.of(1, 2), new float[] {1.5f, -0f}).write(file);
        String header = "{\"wei\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}      ";
        ByteBuffer expected = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).putFloat(1.5f).putFloat(-0f);
        assertThat(header.length() % 8).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
    }

    @Test
    void allBitsOfFloatsSurvive() throws IOException {
        float[] floats = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 0.1f};
        double[] doubles = {0, -0.0, Double.MIN_VALUE, Math.PI, Double.NaN, Double.POSITIVE_INFINITY};
        Path file = folder.resolve("a.safetensors");
        new SafeTensorsWriter().add("f", Shape.of(7), floats).add("d", Shape.of(2, 3), doubles)
                .add("gène \"x\"\n", Shape.of(), new double[] {7}).write(file);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            double[] f = reader.doubles("f");
            for (int i = 0; i < floats.length; i++) {
                assertThat(Float.floatToRawIntBits((float) f[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
            }
            assertThat(Arrays.stream(reader.doubles("d")).mapToLong(Double::doubleToRawLongBits).toArray())
                    .isEqualTo(Arrays.stream(doubles).mapToLong(Double::doubleToRawLongBits).toArray());
            assertThat(reader.doubles("gène \"x\"\n")).containsExactly(7);
            assertThat(reader.tensors()).extracting(TensorInfo::name).containsExactly("f", "d", "gène \"x\"\n");
            assertThat(reader.find("d").orElseThrow().shape()).isEqualTo(Shape.of(2, 3));
            assertThat(reader.find("e")).isEmpty();
        }
    }

    @Test
    void integersAreReadWithTheirSign() throws IOException {
        Path file = folder.resolve("a.safetensors");
        byte[] all = {0, 1, -1, -128};
        new SafeTensorsWriter().add("u8", DType.U8, Shape.of(4), all).add("i8", DType.I8, Shape.of(4), all)
                .add("u16", DType.U16, Shape.of(2), all).add("i16", DType.I16, Shape.of(2), all)
                .add("u32", DType.U32, Shape.of(1), all).add("i32", Shape.of(2), new int[] {7, -7})
                .add("i64", Shape.of(2), new long[] {Long.MIN_VALUE, 3})
                .add("bool", DType.BOOL, Shape.of(2), new byte[] {0, 1})
                .add("u64", DType.U64, Shape.of(1), new byte[] {1, 2, 3, 4, 5, 6, 7, -8}).write(file);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            assertThat(reader.integers("u8")).containsExactly(0, 1, 255, 128);
            assertThat(reader.integers("i8")).containsExactly(0, 1, -1, -128);
            assertThat(reader.integers("u16")).containsExactly(0x0100, 0x80ff);
            assertThat(reader.integers("i16")).containsExactly(0x0100, (short) 0x80ff);
            assertThat(reader.integers("u32")).containsExactly(0x80ff0100L);
            assertThat(reader.integers("i32")).containsExactly(7, -7);
            assertThat(reader.integers("i64")).containsExactly(Long.MIN_VALUE, 3);
            assertThat(reader.integers("bool")).containsExactly(0, 1);
            assertThat(reader.bytes("u64")).containsExactly(1, 2, 3, 4, 5, 6, 7, -8);
            assertThatThrownBy(() -> reader.integers("u64")).isInstanceOf(SafeTensorsException.class)
                    .hasMessageContaining("tensor u64: it holds U64");
            assertThatThrownBy(() -> reader.doubles("i32")).isInstanceOf(SafeTensorsException.class)
                    .hasMessage(file + ", tensor i32: it holds I32, not floating-point numbers");
            assertThatThrownBy(() -> reader.bytes("none")).isInstanceOf(SafeTensorsException.class)
                    .hasMessage(file + ", tensor none: there is no such tensor");
        }
    }

    @Test
    void halfPrecisionIsReadAsItsValue() throws IOException {
        Path file = folder.resolve("a.safetensors");
        byte[] half = {0x00, 0x3c, 0x00, (byte) 0xc0};
        byte[] brain = {(byte) 0x80, 0x3f, 0x20, (byte) 0xc0};
        new SafeTensorsWriter().add("f16", DType.F16, Shape.of(2), half).add("bf16", DType.BF16, Shape.of(2), brain)
                .write(file);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            assertThat(reader.doubles("f16")).containsExactly(1, -2);
            assertThat(reader.doubles("bf16")).containsExactly(1, -2.5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void parametersLongerThanOneChunkSurvive(boolean reference) throws IOException {
        Device device = reference ? Device.reference() : Device.plain(1);
        Parameters from = parameters(device, 1);
        Parameters to = parameters(device, 2);
        Path file = folder.resolve("a.safetensors");
        SafeTensorsWriter.of(from).write(file);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            for (Parameters.Entry entry : to.entries()) {
                reader.copyTo(entry.name(), entry.tensor());
                assertThat(entry.tensor().toArray()).isEqualTo(from.find(entry.name()).orElseThrow().toArray());
            }
            Tensor other = to.find("b").orElseThrow();
            assertThatThrownBy(() -> reader.copyTo("w", other)).isInstanceOf(SafeTensorsException.class)
                    .hasMessage(file + ", tensor w: its shape is [130, 301] but [3] is needed");
        }
    }

    private static Parameters parameters(Device device, long seed) {
        Parameters parameters = new Parameters(new Workspace(device));
        parameters.parameter("w", Shape.of(130, 301), Initializer.standardNormal());
        parameters.buffer("b", Shape.of(3), 0.1 * seed);
        parameters.allocate(seed);
        return parameters;
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "old");
        SafeTensorsWriter broken = new SafeTensorsWriter().add("half a pair \ud800", Shape.of(1), new float[1]);
        assertThatThrownBy(() -> broken.write(file)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void namesMustDifferAndLengthsFit() {
        SafeTensorsWriter writer = new SafeTensorsWriter().add("a", Shape.of(1), new float[1]);
        assertThatThrownBy(() -> writer.add("a", Shape.of(1), new int[1])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a stands twice");
        assertThatThrownBy(() -> writer.add("__metadata__", Shape.of(1), new int[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.add("b", Shape.of(2), new int[1])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b must have the 2 numbers");
    }

    @Test
    void metadataAndBlanksAreRead() throws IOException {
        Path file = file("{\"__metadata__\":{\"format\":\"pt\"}, \"a\":{\"shape\":[0,3],\"data_offsets\":[0,0],"
                + "\"dtype\":\"I64\"}}   ", 0);
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            assertThat(reader.metadata("format")).contains("pt");
            assertThat(reader.metadata("other")).isEmpty();
            assertThat(reader.integers("a")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 | cut short",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | something follows the arrays",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,7]}} | 7 | tensor a: data_offsets [0, 7] do not span the 8",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | do not span",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | must neither overlap nor leave a gap",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | 8 | dtype, shape and two data_offsets are needed",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | 8 | more than 2 numbers",
            "{'a':{'dtype':'F32','shape':[2]}} | 8 | dtype, shape and two data_offsets are needed",
            "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | 8 | dtype 'F31' is not known; known are [BOOL",
            "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | -2, which is no whole number",
            "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | 8 | 2.0, which is no whole number",
            "{'a':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | 8 | something that is no number",
            "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | 8 | no whole number of sane size",
            "{'a':{'dtype':'F32','shape':[3000000000],'data_offsets':[0,8]}} | 8 | longer than",
            "{'a':{'dtype':'F32','shape':[2000000000,2000000000,2000000000],'data_offsets':[0,8]}} | 8 | too many numbers",
            "{'a':{'dtype':'F64','shape':[2000000000,2000000000],'data_offsets':[0,8]}} | 8 | too many numbers",
            "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}} | 8 | unknown member 'x'",
            "{'a':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}} | 8 | shape stands twice",
            "{'__metadata__':{'a':1}} | 0 | is no text",
            "{'__metadata__':{'a':'1','a':'2'}} | 0 | stands twice",
            "{'__metadata__':{},'__metadata__':{}} | 0 | stands twice",
            "{'__metadata__':[]} | 0 | not the JSON that was expected",
            "{'a':1} | 0 | not the JSON that was expected at $.a",
            "{'a':{'shape':[[[1]]]}} | 0 | something that is no number",
            "{'a':{} | 0 | tensor a: dtype, shape and two data_offsets are needed",
            "{'a': | 0 | header: it is not the JSON",
            "{} {} | 0 | header",
            "[] | 0 | does not begin with '{'",
            "{a:1} | 0 | not the JSON that was expected"})
    void aBrokenHeaderIsRefusedWithItsPlace(String header, int data, String message) throws IOException {
        Path file = file(header.replace('\'', '"'), data);
        assertThatThrownBy(() -> SafeTensorsReader.open(file)).isInstanceOf(SafeTensorsException.class)
                .hasMessageStartingWith(file + ", ").hasMessageContaining(message);
    }

    @Test
    void arraysThatOverlapOrRepeatAreRefused() throws IOException {
        String one = "\"%s\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}";
        Path overlap = file("{" + one.formatted("a", 0, 4) + "," + one.formatted("b", 2, 6) + "}", 6);
        assertThatThrownBy(() -> SafeTensorsReader.open(overlap)).isInstanceOf(SafeTensorsException.class)
                .hasMessageContaining("tensor b: it begins at data byte 2 but the one before ends at 4");
        Path twice = file("{" + one.formatted("a", 0, 4) + "," + one.formatted("a", 4, 8) + "}", 8);
        assertThatThrownBy(() -> SafeTensorsReader.open(twice)).isInstanceOf(SafeTensorsException.class)
                .hasMessageContaining("tensor a: the name stands twice");
        Path deep = file("{\"a\":" + "[".repeat(100_000), 0);
        assertThatThrownBy(() -> SafeTensorsReader.open(deep)).isInstanceOf(SafeTensorsException.class);
        Path many = file("{\"a\":{\"dtype\":\"U8\",\"shape\":[" + "1,".repeat(40) + "1],\"data_offsets\":[0,1]}}", 1);
        assertThatThrownBy(() -> SafeTensorsReader.open(many)).isInstanceOf(SafeTensorsException.class)
                .hasMessageContaining("more than 32 numbers");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 11, 0})
    void aHeaderLengthThatCannotBeIsRefused(long length) throws IOException {
        Path file = folder.resolve("a");
        Files.write(file, ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put((byte) '{')
                .array());
        assertThatThrownBy(() -> SafeTensorsReader.open(file)).isInstanceOf(SafeTensorsException.class)
                .hasMessageStartingWith(file + ", header: ");
    }

    @Test
    void aFileTooShortForALengthIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("a"), new byte[7]);
        assertThatThrownBy(() -> SafeTensorsReader.open(file)).isInstanceOf(SafeTensorsException.class)
                .hasMessageContaining("the file has 7 bytes");
    }

    @Test
    void damageAnywhereIsAnIoExceptionOrGoodNumbers() throws IOException {
        Path whole = folder.resolve("whole");
        new SafeTensorsWriter().add("weight", Shape.of(3, 2), new float[6]).add("ids", Shape.of(2), new long[2])
                .write(whole);
        byte[] good = Files.readAllBytes(whole);
        long seed = 20;
        Random random = new Random(seed);
        Path file = folder.resolve("damaged");
        for (int i = 0; i < 1000; i++) {
            byte[] bad = i < good.length ? Arrays.copyOf(good, i) : good.clone();
            for (int k = 0; k < 1 + i % 3 && bad.length > 0; k++) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bad);
            try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
                for (TensorInfo tensor : reader.tensors()) {
                    assertThat(reader.bytes(tensor.name())).as("seed %d, round %d", seed, i)
                            .hasSize((int) (tensor.end() - tensor.begin()));
                }
            } catch (SafeTensorsException e) {
                assertThat(e).hasMessageStartingWith(file + ", " + e.element() + ": " + e.found());
            }
        }
    }

    private Path file(String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Path file = Files.createTempFile(folder, "made", ".safetensors");
        return Files.write(file, ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length).put(text).array());
    }
}
