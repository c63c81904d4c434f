package io.touchstream.embedded;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.logging.log4j.core.config.Configurator;

/** Keeps DynamoDB Local, its database and its web server from writing to the output of the process that embeds them. */
final class Silence {
    // Held here because java.util.logging keeps loggers by weak reference only, and their level would be lost.
    private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");
    private static final String JETTY_LEVEL = "org.slf4j.simpleLogger.log.org.eclipse.jetty";

    private Silence() {}

    static void apply() {
        SQLITE.setLevel(Level.OFF);
        Configurator.setRootLevel(org.apache.logging.log4j.Level.OFF);
        Configurator.setAllLevels("software.amazon.dynamodb", org.apache.logging.log4j.Level.OFF);
        if (System.getProperty(JETTY_LEVEL) == null) {
            System.setProperty(JETTY_LEVEL, "error");
        }
    }
}
