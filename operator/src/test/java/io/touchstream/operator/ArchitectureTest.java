package io.touchstream.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the direction of the modules' dependencies. */
@AnalyzeClasses(packages = "io.touchstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PARTS_HAVE_NO_CYCLES =
            slices().matching("io.touchstream.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SYNC_KNOWS_NOTHING_OF_TOUCH_NOR_OF_WHAT_RUNS_IT = noClasses()
            .that()
            .resideInAPackage("io.touchstream.sync..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.touchstream.touch..", "io.touchstream.local..", "io.touchstream.operator..");

    @ArchTest
    static final ArchRule TOUCH_KNOWS_NOTHING_OF_SYNC_NOR_OF_WHAT_RUNS_IT = noClasses()
            .that()
            .resideInAPackage("io.touchstream.touch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.touchstream.sync..", "io.touchstream.local..", "io.touchstream.operator..");

    @ArchTest
    static final ArchRule PROTOCOL_KNOWS_NO_FUNCTION = noClasses()
            .that()
            .resideInAPackage("io.touchstream.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.touchstream.sync..", "io.touchstream.touch..", "com.amazonaws..");

    @ArchTest
    static final ArchRule EVENT_TYPES_END_AT_DECODE = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.touchstream.sync.plan..", "io.touchstream.sync.write..", "io.touchstream.sync.report..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.amazonaws..");
}
