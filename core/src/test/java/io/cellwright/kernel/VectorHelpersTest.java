package io.cellwright.kernel;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// What C2 must inline wherever it is called, because a vector that goes through a call is an object.
class VectorHelpersTest {
    private static final String VECTORS = "jdk/incubator/vector/";
    /// C2's FreqInlineSize, in bytes of code.
    private static final int INLINED = 325;

    /// Anything else may grow beyond what C2 inlines (InlineSmallCode), as sums over lanes by address once did.
    @Test
    void methodsThatTakeOrGiveVectorsCallTheVectorApiAndEachOtherAlone() throws Exception {
        assertThat(helpers()).hasSizeGreaterThan(20).allSatisfy(helper -> assertThat(foreignCalls(helper))
                .as("what %s calls", helper.methodName()).isEmpty());
    }

    @Test
    void methodsThatTakeOrGiveVectorsAreShortEnoughToBeInlined() throws Exception {
        assertThat(helpers()).allSatisfy(helper -> assertThat(
                helper.findAttribute(Attributes.code()).orElseThrow().codeLength())
                .as("bytes of %s", helper.methodName()).isLessThanOrEqualTo(INLINED));
    }

    private static List<MethodModel> helpers() throws Exception {
        Path room = Path.of(VectorMath.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("io/cellwright/kernel");
        try (Stream<Path> files = Files.list(room)) {
            return files.filter(file -> file.toString().endsWith(".class")).map(VectorHelpersTest::parse)
                    .flatMap(type -> type.methods().stream())
                    .filter(method -> method.methodType().stringValue().contains(VECTORS))
                    .filter(method -> method.code().isPresent() && !method.flags().has(AccessFlag.SYNTHETIC)).toList();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    private static List<String> foreignCalls(MethodModel helper) {
        return helper.code().orElseThrow().elementStream()
                .flatMap(element -> element instanceof InvokeInstruction call ? Stream.of(call) : Stream.empty())
                .filter(call -> !call.owner().asInternalName().startsWith(VECTORS))
                .filter(call -> !call.type().stringValue().contains(VECTORS))
                .filter(call -> !call.owner().asInternalName().equals("java/lang/AssertionError"))
                .map(call -> call.owner().asInternalName() + '.' + call.name().stringValue()).toList();
    }
}
