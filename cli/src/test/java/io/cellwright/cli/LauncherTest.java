package io.cellwright.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The start script in a made-up project with a made-up `java`, which prints its arguments, and a made-up `mvn`, which
/// counts its calls and, like the real one, leaves alone the classes that are there.
class LauncherTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path project;
    private Path jdk;
    private Path tools;

    /// What a start answered.
    private record Answer(int status, List<String> out, String err) {}

    @BeforeEach
    void makeProject() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        project = Files.createDirectories(folder.resolve("a project"));
        copyLauncher("");
        for (String source : List.of("pom.xml", "core/pom.xml", "cli/pom.xml", "core/src/main/java/A.java",
                "cli/src/main/java/B.java")) {
            Path file = project.resolve(source);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
        makeOld();
        jdk = jdk("a jdk", "25.0.3");
        tools = Files.createDirectories(folder.resolve("tools"));
        script(tools.resolve("mvn"), """
                echo "$JAVA_HOME" >>"%1$s/builds"
                [ ! -e "%1$s/broken" ] || { echo "[ERROR] broken"; exit 1; }
                cd "%1$s"
                mkdir -p core/target/classes cli/target/classes/io/cellwright/cli cli/target/lib
                for class in core/target/classes/module-info.class cli/target/classes/io/cellwright/cli/Main.class; do
                    [ -e "$class" ] || touch "$class"
                done
                touch cli/target/cellwright.jar
                """.formatted(project));
    }

    @Test
    void buildsOnceAndPassesTheWordsOn() throws Exception {
        Answer first = start("inspect", "a file.h5ad", "", "--json", "*");
        assertThat(first.status()).isZero();
        assertThat(first.err()).contains("building").contains("launcher-build.log");
        assertThat(words(first)).containsExactly("inspect", "a file.h5ad", "", "--json", "*");
        assertThat(builds()).containsExactly(jdk.toString());
        Answer second = start("inspect");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "core/src/main/java/A.java", "cli/src/main/java/B.java", "cli/src/main/java"})
    void buildsAgainAfterAChangeButNotTwice(String changed) throws Exception {
        start();
        makeOld();
        Files.setLastModifiedTime(project.resolve(changed), FileTime.from(Instant.now()));
        setBuilt(LONG_AGO.plusSeconds(60));
        start();
        start();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void takesABuildThatMavenWasAskedForDirectly() throws Exception {
        start();
        Files.delete(project.resolve("cli/target/.launcher-built"));
        assertThat(start().err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void packsWhatWasCompiledSince() throws Exception {
        start();
        Files.setLastModifiedTime(project.resolve("cli/target/cellwright.jar"), FileTime.from(LONG_AGO));
        start();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void failedBuildShowsTheEndOfTheLogAndIsTriedAgain() throws Exception {
        Files.createFile(project.resolve("broken"));
        Answer failed = start();
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("[ERROR] broken", "the build failed");
        assertThat(failed.out()).isEmpty();
        Files.delete(project.resolve("broken"));
        assertThat(start().status()).isZero();
        assertThat(builds()).hasSize(2);
    }

    @Test
    void lockOfADeadStartIsNotWaitedFor() throws Exception {
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createDirectories(project.resolve("cli/target"));
        Files.writeString(project.resolve("cli/target/.launcher-lock"), dead.pid() + "\n");
        assertThat(start().status()).isZero();
        assertThat(project.resolve("cli/target/.launcher-lock")).doesNotExist();
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws Exception {
        Process one = process(Map.of(), project.resolve("cellwright"));
        Process two = process(Map.of(), project.resolve("cellwright"));
        assertThat(answer(one).status()).isZero();
        assertThat(answer(two).status()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void jdkThatIsTooOldIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.15");
        Path path = jdk("on the path", "26-ea");
        Files.createSymbolicLink(tools.resolve("java"), path.resolve("bin/java"));
        Answer answer = start(Map.of("JAVA_HOME", old.toString()), project.resolve("cellwright"));
        assertThat(answer.status()).isZero();
        assertThat(builds()).containsExactly(path.toString());
    }

    @Test
    void noJdkIsTwoAndSaysWhatToInstall() throws Exception {
        // No machine has this one.
        copyLauncher("999");
        Answer answer = start("--help");
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("JDK of version 999 or newer", "Install", "JAVA_HOME");
        assertThat(project.resolve("builds")).doesNotExist();
    }

    @Test
    void worksThroughSymbolicLinksFromAnywhere() throws Exception {
        Path links = Files.createDirectories(folder.resolve("some links"));
        Files.createSymbolicLink(links.resolve("one"), Path.of("../a project/cellwright"));
        Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
        Answer answer = start(Map.of(), links.resolve("two"), "help");
        assertThat(answer.status()).isZero();
        assertThat(answer.out()).contains(project.toRealPath().resolve("cli/target/cellwright.jar").toString());
    }

    @Test
    void memoryIsThatOfTheProcessOfWhichTheHeapIsAPartAndNonsenseIsLeftToTheCommand() throws Exception {
        assertThat(start("train", "scvi", "--memory", "2g").out()).contains("-Xmx1024m");
        assertThat(start("train", "scvi", "--memory", "16G").out()).contains("-Xmx15360m");
        assertThat(start("train", "--memory=512M", "scvi").out()).contains("-Xmx256m");
        assertThat(start("train", "--memory=1048576k", "scvi").out()).contains("-Xmx512m");
        for (String nonsense : List.of("2gb", "2", "0g", "g", "-2g", "two", "2 g")) {
            assertThat(start("train", "--memory", nonsense).out()).as(nonsense)
                    .noneMatch(word -> word.startsWith("-Xmx"));
        }
    }

    @Test
    void onlyWhatComputesGetsTheVectorApi() throws Exception {
        String vector = "--add-modules=jdk.incubator.vector";
        assertThat(start("train", "scvi", "a.h5ad").out()).contains(vector);
        assertThat(start("bench", "step").out())
                .contains(vector, "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0",
                        "-XX:CompileCommand=CompileThresholdScaling,io.cellwright.kernel.*::*,0.1");
        assertThat(start("inspect", "a.h5ad").out()).doesNotContain(vector);
        assertThat(start("schedule", "exp(.9)").out()).doesNotContain(vector);
        assertThat(start("train", "--help").out()).doesNotContain(vector);
        assertThat(start().out()).doesNotContain(vector);
    }

    @Test
    void optionsOfTheUserComeAfterOurs() throws Exception {
        List<String> out = start(Map.of("CELLWRIGHT_JAVA_OPTS", "-Xmx3g -Xmn1g"),
                project.resolve("cellwright"), "bench").out();
        assertThat(out).containsSubsequence("-XX:+UseSerialGC", "-Xmn64m", "-Xmx3g", "-Xmn1g",
                "io.cellwright.cli.Main", "bench");
    }

    @Test
    void collectorOfTheUserTakesThePlaceOfOurs() throws Exception {
        List<String> out = start(Map.of("CELLWRIGHT_JAVA_OPTS", "-Xmx3g -XX:+UseParallelGC"),
                project.resolve("cellwright"), "bench").out();
        assertThat(out).contains("-XX:+UseParallelGC").doesNotContain("-XX:+UseSerialGC");
        assertThat(start(Map.of("CELLWRIGHT_JAVA_OPTS", "-XX:+UseStringDeduplication -XX:ParallelGCThreads=2"),
                project.resolve("cellwright"), "bench").out()).contains("-XX:+UseSerialGC");
    }

    @Test
    void exitStatusIsThatOfTheCommand() throws Exception {
        assertThat(start("exit-7").status()).isEqualTo(7);
    }

    @Test
    void javaTakesThePlaceOfTheScriptSoThatSignalsReachIt() throws Exception {
        Process process = process(Map.of(), project.resolve("cellwright"), "who-are-you");
        assertThat(answer(process).out()).containsExactly("process " + process.pid());
    }

    @Test
    void cacheIsMadeOnceAndAfterEachBuildAnew() throws Exception {
        assertThat(start().out()).anyMatch(word -> word.startsWith("-XX:AOTCache="));
        start();
        assertThat(caches()).hasSize(1);
        Files.setLastModifiedTime(project.resolve("cli/src/main/java/B.java"), FileTime.from(Instant.now()));
        setBuilt(LONG_AGO.plusSeconds(60));
        start();
        assertThat(caches()).hasSize(2);
    }

    @Test
    void whatComputesHasAnArchiveMadeOfAListOfClasses() throws Exception {
        String archive = "-XX:SharedArchiveFile=" + project.toRealPath().resolve("cli/target/compute-25.0.3.jsa");
        assertThat(start("train", "scvi").out()).contains(archive);
        assertThat(start("train", "scvi").out()).contains(archive);
        assertThat(caches()).hasSize(1);
    }

    @Test
    void rehearsalThatFailsLeavesNoArchiveAndIsNotTriedAgain() throws Exception {
        Files.createFile(project.resolve("no-rehearsal"));
        assertThat(start("train", "scvi").out()).noneMatch(word -> word.startsWith("-XX:SharedArchiveFile"))
                .contains("io.cellwright.cli.Main");
        Files.delete(project.resolve("no-rehearsal"));
        assertThat(start("train", "scvi").err()).isEmpty();
        assertThat(project.resolve("caches")).doesNotExist();
    }

    @Test
    void archiveThatBreaksOffIsNotKept() throws Exception {
        Files.createFile(project.resolve("no-archive"));
        assertThat(start("train", "scvi").out()).noneMatch(word -> word.startsWith("-XX:SharedArchiveFile"))
                .contains("io.cellwright.cli.Main");
        try (var left = Files.list(project.resolve("cli/target"))) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".new")
                    || name.endsWith(".list") || name.equals(".rehearsal"));
        }
    }

    private List<String> caches() throws IOException {
        return Files.readAllLines(project.resolve("caches"));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(project.resolve("builds"));
    }

    private static List<String> words(Answer answer) {
        return answer.out().subList(answer.out().indexOf("io.cellwright.cli.Main") + 1, answer.out().size());
    }

    private void copyLauncher(String needed) throws IOException {
        String text = Files.readString(Path.of("../cellwright"));
        assertThat(text).contains("\nneeded=25\n");
        Path copy = project.resolve("cellwright");
        Files.writeString(copy, needed.isEmpty() ? text : text.replace("\nneeded=25\n", "\nneeded=" + needed + "\n"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path made = folder.resolve(name);
        Files.createDirectories(made.resolve("bin"));
        Files.writeString(made.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\nLIBC=\"gnu\"\n");
        Files.setLastModifiedTime(made.resolve("release"), FileTime.from(LONG_AGO));
        script(made.resolve("bin/javac"), "exit 1");
        script(made.resolve("bin/java"), """
                for word in "$@"; do
                    case $word in
                        -XX:AOTCacheOutput=*) echo made >"${word#*=}"; echo "$word" >>"%1$s/caches"; exit 0 ;;
                        -XX:DumpLoadedClassList=*)
                            [ ! -e "%1$s/no-rehearsal" ] || exit 1
                            echo list >"${word#*=}"; exit 0 ;;
                        -Xshare:dump) dump=true ;;
                        -XX:SharedClassListFile=*) [ "$(cat "${word#*=}")" = list ] || exit 1 ;;
                        -XX:SharedArchiveFile=*)
                            [ "${dump:-}" ] || continue
                            echo made >"${word#*=}"
                            [ ! -e "%1$s/no-archive" ] || exit 1
                            echo "$word" >>"%1$s/caches"; exit 0 ;;
                        exit-*) exit "${word#exit-}" ;;
                        who-are-you) echo "process $$"; exit 0 ;;
                    esac
                done
                printf '%%s\\n' "$@"
                """.formatted(project));
        return made;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// Makes every source older than any build.
    private void makeOld() throws IOException {
        try (var files = Files.walk(project)) {
            for (Path file : files.filter(path -> !path.startsWith(project.resolve("cli/target"))).toList()) {
                Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
            }
        }
    }

    /// Sets the time of everything that a build wrote.
    private void setBuilt(Instant time) throws IOException {
        for (String built : List.of("core/target/classes/module-info.class", "cli/target/cellwright.jar",
                "cli/target/classes/io/cellwright/cli/Main.class", "cli/target/.launcher-built")) {
            Files.setLastModifiedTime(project.resolve(built), FileTime.from(time));
        }
    }

    private Answer start(String... words) throws Exception {
        return start(Map.of(), project.resolve("cellwright"), words);
    }

    private Answer start(Map<String, String> environment, Path launcher, String... words) throws Exception {
        return answer(process(environment, launcher, words));
    }

    private Process process(Map<String, String> environment, Path launcher, String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of(launcher.toString()));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", tools + ":/usr/bin:/bin", "JAVA_HOME", jdk.toString()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Answer answer(Process process) throws Exception {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), out.lines().toList(), err);
    }
}
