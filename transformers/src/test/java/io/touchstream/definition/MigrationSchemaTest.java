package io.touchstream.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schema to the loader: what the loader takes the schema takes, and what both can find both find. */
class MigrationSchemaTest {
    private static final JsonSchema SCHEMA = schema();

    static List<String> good() {
        return DefinitionCorpus.good();
    }

    static List<DefinitionCorpus.Broken> broken() {
        return DefinitionCorpus.broken().stream()
                .filter(broken -> !broken.problem().startsWith(": ") || broken.schemaFinds())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("good")
    void validate_goodDefinition_findsNothing(String yaml) {
        assertThat(validate(yaml)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void validate_brokenDefinition_agreesWithTheCorpus(DefinitionCorpus.Broken broken) {
        assertThat(validate(broken.yaml()).isEmpty()).isEqualTo(!broken.schemaFinds());
    }

    private static Set<ValidationMessage> validate(String yaml) {
        // The tree is the loader's own, so that YAML's scalars mean the same to both.
        return SCHEMA.validate(YamlJson.json(YamlReader.read("a.yaml", yaml)), InputFormat.JSON);
    }

    private static JsonSchema schema() {
        try (InputStream stream = Objects.requireNonNull(
                MigrationLoader.class.getResourceAsStream("/io/touchstream/migration.schema.json"))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
