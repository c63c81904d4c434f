package io.touchstream.operator.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells which version this is, as the build noted it. */
final class BuildVersion implements IVersionProvider {
    private static final String NOTED = "version.properties";

    @Override
    public String[] getVersion() throws IOException {
        Properties noted = new Properties();
        try (InputStream stream = Objects.requireNonNull(BuildVersion.class.getResourceAsStream(NOTED))) {
            noted.load(stream);
        }
        return new String[] {"touchstream " + noted.getProperty("version")};
    }
}
