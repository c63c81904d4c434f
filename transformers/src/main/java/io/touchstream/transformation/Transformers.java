package io.touchstream.transformation;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.transform.Transformer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Makes the transformer that a definition names: its rules, or its class. */
final class Transformers {
    private Transformers() {}

    /**
     * Returns the transformer.
     *
     * @throws DefinitionException when the class is not there, is no transformer, or cannot be made
     */
    static Transformer of(MigrationDefinition definition) {
        if (definition.transform() instanceof TransformDefinition.JavaClass java) {
            return instance(definition.name(), java.className());
        }
        TransformDefinition.Rules rules = (TransformDefinition.Rules) definition.transform();
        return new RuleTransformer(rules.rules(), definition.target().tables().keySet());
    }

    private static Transformer instance(String migration, String className) {
        Class<?> type = type(migration, className);
        if (!Transformer.class.isAssignableFrom(type)) {
            throw wrong(migration, className, "does not implement " + Transformer.class.getName(), null);
        }
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw wrong(migration, className, "is not a public class that can be instantiated", null);
        }
        try {
            Constructor<?> constructor = type.getConstructor();
            return (Transformer) constructor.newInstance();
        } catch (NoSuchMethodException failure) {
            throw wrong(migration, className, "has no public constructor without parameters", failure);
        } catch (InvocationTargetException failure) {
            String cause = failure.getTargetException().getClass().getName();
            throw wrong(migration, className, "failed in its constructor with " + cause, failure);
        } catch (ReflectiveOperationException | LinkageError failure) {
            throw wrong(
                    migration,
                    className,
                    "cannot be made: " + failure.getClass().getName(),
                    failure);
        }
    }

    private static Class<?> type(String migration, String className) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(className, false, context == null ? Transformers.class.getClassLoader() : context);
        } catch (ClassNotFoundException | LinkageError failure) {
            return ownType(migration, className);
        }
    }

    private static Class<?> ownType(String migration, String className) {
        try {
            return Class.forName(className, false, Transformers.class.getClassLoader());
        } catch (ClassNotFoundException failure) {
            throw wrong(migration, className, "is not on the class path", failure);
        } catch (LinkageError failure) {
            throw wrong(
                    migration,
                    className,
                    "cannot be loaded: " + failure.getClass().getName(),
                    failure);
        }
    }

    private static DefinitionException wrong(
            String migration, String className, String problem, @Nullable Throwable cause) {
        return new DefinitionException(
                "migration " + migration + ": transform.java: class " + className + " " + problem, cause);
    }
}
