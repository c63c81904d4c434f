package io.touchstream.transformation;

import io.touchstream.definition.ClassReference;
import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.TransformDefinition;
import io.touchstream.rules.RuleTransformer;
import io.touchstream.transform.InverseTransformer;
import io.touchstream.transform.Transformer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Makes the transformers that a definition names: its rules, or its classes. */
final class Transformers {
    private Transformers() {}

    /**
     * Returns the transformer.
     *
     * @throws DefinitionException when the class is not there, is no transformer, or cannot be made
     */
    static Transformer of(MigrationDefinition definition) {
        if (definition.transform() instanceof TransformDefinition.JavaClass java) {
            return instance(Transformer.class, java.transformer());
        }
        TransformDefinition.Rules rules = (TransformDefinition.Rules) definition.transform();
        return new RuleTransformer(rules.rules(), definition.target().tables().keySet());
    }

    /**
     * Returns the inverse that a definition names.
     *
     * @throws DefinitionException when the class is not there, is no inverse transformer, or cannot be made
     */
    static InverseTransformer inverse(ClassReference named) {
        return instance(InverseTransformer.class, named);
    }

    private static <T> T instance(Class<T> kind, ClassReference named) {
        Class<?> type = type(kind, named);
        if (!kind.isAssignableFrom(type)) {
            throw named.unusable("does not implement " + kind.getName(), kind, null);
        }
        if (!Modifier.isPublic(type.getModifiers()) || Modifier.isAbstract(type.getModifiers())) {
            throw named.unusable("is not a public class that can be instantiated", kind, null);
        }
        try {
            Constructor<?> constructor = type.getConstructor();
            return kind.cast(constructor.newInstance());
        } catch (NoSuchMethodException failure) {
            throw named.unusable("has no public constructor without parameters", kind, failure);
        } catch (InvocationTargetException failure) {
            String cause = failure.getTargetException().getClass().getName();
            throw named.unusable("failed in its constructor with " + cause, kind, failure);
        } catch (ReflectiveOperationException | LinkageError failure) {
            throw named.unusable("cannot be made: " + failure.getClass().getName(), kind, failure);
        }
    }

    private static Class<?> type(Class<?> kind, ClassReference named) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(
                    named.className(), false, context == null ? Transformers.class.getClassLoader() : context);
        } catch (ClassNotFoundException | LinkageError failure) {
            return ownType(kind, named);
        }
    }

    private static Class<?> ownType(Class<?> kind, ClassReference named) {
        try {
            return Class.forName(named.className(), false, Transformers.class.getClassLoader());
        } catch (ClassNotFoundException failure) {
            throw named.unusable("is not on the class path", kind, failure);
        } catch (LinkageError failure) {
            throw named.unusable("cannot be loaded: " + failure.getClass().getName(), kind, failure);
        }
    }
}
