package io.touchstream.definition;

import org.jspecify.annotations.Nullable;

/**
 * Names a class that is looked for on the class path, and where a definition does so.
 *
 * @param className the class's binary name
 * @param file the file as the user named it
 * @param line the line, from 1
 * @param path the way to it, such as {@code transform.java}
 */
public record ClassReference(String className, String file, int line, String path) {
    /**
     * Returns the exception that reports that the class cannot be used.
     *
     * @param problem what is wrong with it, such as {@code is not on the class path}
     * @param kind what it is to implement
     * @param cause what has shown it, if that is an exception
     */
    public DefinitionException unusable(String problem, Class<?> kind, @Nullable Throwable cause) {
        String expected = "expected a public class that implements " + kind.getName()
                + " and has a public constructor without parameters";
        return new DefinitionException(
                Messages.at(file, line, path, "class " + className + " " + problem + ", " + expected), cause);
    }
}
