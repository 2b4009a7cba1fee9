package io.cellwright;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

/// Holds the library to the table in `ARCHITECTURE.md`.
class ArchitectureTest {
    private static final String ROOT = "io.cellwright.";
    private static final Path CLASS_FOLDER = Path.of("target/classes");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|([^|]*)\\|[^|]*\\|[^|]*\\|");
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(CLASS_FOLDER);
    private static final Map<String, Set<String>> TABLE = table();

    @Test
    void roomsUseOnlyWhatTheTableAllows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            String from = room(user);
            user.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                String to = room(used);
                if (!to.isEmpty() && !to.equals(from) && !TABLE.getOrDefault(from, Set.of()).contains(to)) {
                    forbidden.add(from + " may not use " + to + ": " + user.getName() + " uses " + used.getName());
                }
            });
        }
        assertThat(forbidden).isEmpty();
    }

    @Test
    void tableNamesTheRoomsThatThereAre() {
        assertThat(TABLE.keySet()).containsExactlyInAnyOrderElementsOf(rooms());
    }

    @Test
    void noRoomUsesItselfThroughOthers() {
        TABLE.forEach((room, uses) -> {
            Set<String> reached = new TreeSet<>(uses);
            boolean grew = true;
            while (grew) {
                grew = reached.addAll(reached.stream()
                        .flatMap(used -> TABLE.getOrDefault(used, Set.of()).stream()).toList());
            }
            assertThat(reached).as("rooms that " + room + " reaches").doesNotContain(room)
                    .allMatch(TABLE::containsKey);
        });
    }

    @Test
    void onlyKernelsUseTheVectorApi() {
        noClasses().that(not(resideInAPackage(ROOT + "kernel.."))).should().dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..").check(CLASSES);
    }

    @Test
    void moduleExportsEveryRoomButKernel() throws IOException {
        try (InputStream descriptor = Files.newInputStream(CLASS_FOLDER.resolve("module-info.class"))) {
            Set<String> exported = ModuleDescriptor.read(descriptor).exports().stream()
                    .filter(export -> !export.isQualified()).map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> expected = rooms().stream().filter(room -> !room.equals("kernel")).map(ROOT::concat)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(exported).containsAll(expected);
            assertThat(exported).allSatisfy(name -> assertThat(expected)
                    .contains(ROOT + name.substring(ROOT.length()).replaceFirst("\\..*", "")));
        }
    }

    @Test
    void nothingPrints() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }

    @Test
    void nothingLooksUpClassesAtRunTime() {
        noClasses().should().dependOnClassesThat(describe("do reflection", ArchitectureTest::isReflective))
                .orShould().callMethod(Class.class, "forName", String.class)
                .orShould().callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
                .orShould().callMethod(Class.class, "getDeclaredConstructor", Class[].class)
                .check(CLASSES);
    }

    /// The only exception of that package that says nothing about reflection wraps what a worker threw.
    private static boolean isReflective(JavaClass used) {
        return used.isEquivalentTo(ServiceLoader.class) || (used.getPackageName().equals("java.lang.reflect")
                && !used.isEquivalentTo(UndeclaredThrowableException.class));
    }

    /// The rooms that hold classes.
    private static Set<String> rooms() {
        return CLASSES.stream().map(ArchitectureTest::room).filter(room -> !room.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The room of a class; empty for the module's descriptor and for what is not ours.
    private static String room(JavaClass javaClass) {
        String name = javaClass.getPackageName() + ".";
        return name.startsWith(ROOT) ? name.substring(ROOT.length()).replaceFirst("\\..*", "") : "";
    }

    /// Rooms with the rooms that each may use, in the order of the table.
    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        for (String line : lines("../ARCHITECTURE.md")) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rooms.put(row.group(1), WORD.matcher(row.group(2)).results().map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return rooms;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
