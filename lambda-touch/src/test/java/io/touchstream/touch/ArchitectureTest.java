package io.touchstream.touch;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.touchstream.touch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = SlicesRuleDefinition.slices()
            .matching("io.touchstream.touch.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule LAMBDA_TYPES_APPEAR_AT_THE_ENTRIES_ONLY = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages("io.touchstream.touch", "io.touchstream.touch.prepare")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.amazonaws.services.lambda..");

    @ArchTest
    static final ArchRule SYNC_IS_UNKNOWN =
            ArchRuleDefinition.noClasses().should().dependOnClassesThat().resideInAPackage("io.touchstream.sync..");
}
