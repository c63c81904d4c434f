package io.touchstream.infra;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * States what is to be built, as the context says.
 *
 * @param migration the migration's folder
 * @param stage where it goes, and under which rules
 * @param unchosen the stages of which none was chosen; empty where one was, or there are none
 */
record Settings(Path migration, Stage stage, Set<String> unchosen) {
    private static final String MIGRATION = "migration";
    private static final String STAGE = "stage";
    private static final String STAGES = "stages";

    static Settings of(ContextReader context) {
        String migration = context.text(MIGRATION);
        if (migration == null) {
            throw new ContextException(
                    "context migration: missing; give the folder, as in -c migration=migrations/FOLDER");
        }
        Map<String, Object> stages = context.map(STAGES);
        String name = context.text(STAGE);
        if (name == null) {
            return new Settings(Path.of(migration), Stage.DEFAULT, stages.keySet());
        }
        Object stage = stages.get(name);
        if (stage == null) {
            throw new ContextException("context stage: found " + name + ", known are " + stages.keySet()
                    + " (the map stages in cdk.json)");
        }
        return new Settings(Path.of(migration), StageReader.read(name, stage), Set.of());
    }
}
