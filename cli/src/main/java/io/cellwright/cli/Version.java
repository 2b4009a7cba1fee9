package io.cellwright.cli;

import picocli.CommandLine.IVersionProvider;

/// What `--version` says.
final class Version implements IVersionProvider {
    /// The version in the jar's manifest; `development` where the classes lie outside of a jar.
    static String ours() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"cellwright " + ours() + " (Java " + Runtime.version() + ")"};
    }
}
