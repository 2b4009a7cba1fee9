package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options from a YAML file, under the names of the command line or of scvi-tools (`n-latent` or `n_latent`). What the
/// command line says wins.
final class ConfigFile implements IDefaultValueProvider {
    private final Map<String, String> values;

    private ConfigFile(Map<String, String> values) {
        this.values = values;
    }

    /// Reads the file.
    ///
    /// @param command the command whose options may be given
    /// @throws DataException if the file is no YAML, or names an option that does not exist
    static ConfigFile read(Path path, CommandSpec command) throws IOException {
        List<String> known = command.options().stream().filter(option -> !option.hidden() && !option.usageHelp())
                .map(OptionSpec::longestName).map(name -> name.substring(2)).filter(name -> !name.equals("config"))
                .toList();
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries(path).entrySet()) {
            String name = String.valueOf(entry.getKey()).replace('_', '-');
            if (!known.contains(name)) {
                throw new DataException(path, name, "there is no such option", Nearest.hint(name, known));
            }
            if (entry.getValue() != null) {
                values.put("--" + name, text(path, name, entry.getValue()));
            }
        }
        return new ConfigFile(values);
    }

    /// Whether the file says something of the option, such as `--n-latent`.
    boolean has(String option) {
        return values.containsKey(option);
    }

    /// Reads the command line again with these values as defaults.
    void applyTo(CommandSpec command) {
        CommandLine line = command.commandLine();
        line.setDefaultValueProvider(this);
        CommandLine root = command.root().commandLine();
        root.parseArgs(root.getParseResult().originalArgs().toArray(String[]::new));
    }

    private static Map<?, ?> entries(Path path) throws IOException {
        String yaml = Files.readString(path);
        try {
            Object root = new Load(LoadSettings.builder().setLabel(path.toString()).build()).loadFromString(yaml);
            if (root == null) {
                return Map.of();
            }
            if (root instanceof Map<?, ?> map) {
                return map;
            }
        } catch (YamlEngineException e) {
            throw new DataException(path, "", "is no YAML: " + e.getMessage(), "", e);
        }
        throw new DataException(path, "", "must be a list of 'name: value' lines", "");
    }

    private static String text(Path path, String name, Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining(","));
            case Map<?, ?> map -> throw new DataException(path, name, "must be one value but was " + map, "");
            default -> value.toString();
        };
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
    }
}
