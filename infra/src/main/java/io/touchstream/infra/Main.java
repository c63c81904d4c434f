package io.touchstream.infra;

import io.touchstream.definition.DefinitionException;
import io.touchstream.definition.MigrationDefinition;
import io.touchstream.definition.MigrationLoader;
import io.touchstream.protocol.stack.StackName;
import io.touchstream.transformation.InverseTransformation;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.App;
import software.amazon.awscdk.StackProps;

/**
 * Entry of the CDK app: builds the stack of the migration that the context names.
 *
 * <p>Exits with 2 where the definition or the context is wrong, and with 3 where something it needs is missing. Either is
 * one line, for a wrong definition the very one that the command line prints.
 */
public final class Main {
    private static final int WRONG = 2;
    private static final int MISSING = 3;

    private Main() {}

    /** Builds the stack, for the CDK's command line. */
    public static void main(String[] arguments) {
        int status = run(new App(), Path.of(""), System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Builds the stack and writes the assembly.
     *
     * @param home the project's root, below which the jars are
     * @param errors takes the line that says what is wrong
     * @return the exit status
     */
    static int run(App app, Path home, PrintStream errors) {
        try {
            build(app, home);
            app.synth();
            return 0;
        } catch (DefinitionException | ContextException wrong) {
            errors.println(wrong.getMessage());
            return WRONG;
        } catch (MissingArtifactException missing) {
            errors.println(missing.getMessage());
            return MISSING;
        }
    }

    /** Builds the stack of the migration that the context names. */
    static MigrationStack build(App app, Path home) {
        Settings settings = Settings.of(new ContextReader(app.getNode()));
        MigrationDefinition definition = MigrationLoader.load(settings.migration());
        // A transformer that cannot be loaded would otherwise be noticed by the deployed function only.
        InverseTransformation.load(definition, Map.of());
        Artifacts artifacts = Artifacts.find(home, settings.migration(), definition);
        Stage stage = settings.stage();
        MigrationStack stack = new MigrationStack(
                app,
                StackProps.builder()
                        .stackName(StackName.of(definition.name()))
                        .description("Touchstream migration " + definition.name())
                        .analyticsReporting(false)
                        .env(stage.environment())
                        .tags(stage.tags())
                        .terminationProtection(stage.terminationProtection())
                        .build(),
                definition,
                artifacts,
                stage);
        if (!settings.unchosen().isEmpty()) {
            Annotations.of(stack)
                    .addWarningV2(
                            "touchstream:stage",
                            "no stage is given, of " + settings.unchosen() + ": the stack loses what one had given it,"
                                    + " such as termination protection, keys and alarm topic; choose by -c stage=NAME");
        }
        return stack;
    }
}
