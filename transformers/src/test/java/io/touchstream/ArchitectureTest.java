package io.touchstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Holds this module to what the protocol needs of it: pure, free of cycles, and without a client of any service. */
@AnalyzeClasses(packages = "io.touchstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.touchstream.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_READS_A_CLOCK = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule NOTHING_IS_RANDOM = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(RandomGenerator.class)
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class, UUID.class)
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule NOTHING_CALLS_A_SERVICE = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("software\\.amazon\\.awssdk\\..*Client(Builder)?")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon.awssdk.http..", "java.net..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule RULES_KNOW_NOTHING_OF_FILES = noClasses()
            .that()
            .resideInAnyPackage("io.touchstream.rules", "io.touchstream.transform", "io.touchstream.item")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.snakeyaml..", "java.nio.file..", "io.touchstream.definition");
}
