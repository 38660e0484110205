package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The modules keep to the rules of the architecture, and each rule finds what it forbids. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.batchline");

    @Test
    void everyModuleUsesOnlyWhatItMay() {
        ArchitectureRules.MAY_USE.forEach((module, allowed) ->
                ArchitectureRules.moduleUsesOnly(module, allowed).check(PRODUCT));
    }

    @Test
    void modulesHaveNoCycles() {
        ArchitectureRules.noCycles().check(PRODUCT);
    }

    @Test
    void contractKnowsNoKafkaClientHttpOrMetrics() {
        ArchitectureRules.schemasStandAlone().check(PRODUCT);
    }

    @Test
    void guaranteesOnlyWatch() {
        ArchitectureRules.guaranteesOnlyWatch().check(PRODUCT);
    }

    @Test
    void providersKnowNoKafka() {
        ArchitectureRules.providersKnowNoKafka().check(PRODUCT);
    }

    @Test
    void okHttpStaysInProviders() {
        ArchitectureRules.okHttpStaysInProviders().check(PRODUCT);
    }

    @Test
    void servicesSeeThePortToProviderAndNoAdapter() {
        ArchitectureRules.servicesSeeThePortOnly().check(PRODUCT);
    }

    @Test
    void policiesAndPlannersArePure() {
        ArchitectureRules.decisionsArePure().check(PRODUCT);
    }

    @Test
    void timeComesFromOutside() {
        ArchitectureRules.timeComesFromOutside().check(PRODUCT);
    }

    @Test
    void standardStreamsStayInCli() {
        ArchitectureRules.standardStreamsStayInCli().check(PRODUCT);
    }

    @Test
    void rulesSeeTheClassesOfTheModules() {
        assertThat(PRODUCT.contain("dev.batchline.schemas.Topic")).isTrue();
        finds(ArchitectureRules.moduleUsesOnly("providers", Set.of()), PRODUCT, "dev.batchline.schemas");
    }

    @Test
    void rulesFindPolicyThatIsNotPure() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offenders.ImpurePolicy.class);
        finds(ArchitectureRules.decisionsArePure(), offender, "java.lang.Thread");
        finds(ArchitectureRules.decisionsArePure(), offender, "java.time.Clock");
        finds(ArchitectureRules.decisionsArePure(), offender, "Instant.now()");
    }

    @Test
    void rulesFindReadersOfTheSystemClock() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offenders.ClockReader.class);
        finds(ArchitectureRules.timeComesFromOutside(), offender, "System.nanoTime()");
        finds(ArchitectureRules.timeComesFromOutside(), offender, "InstantSource.system()");
        finds(ArchitectureRules.timeComesFromOutside(), offender, "Thread.sleep(");
        finds(ArchitectureRules.timeComesFromOutside(), offender, "LocalDate.now(java.time.ZoneId)");
        JavaClasses innocent = new ClassFileImporter().importClasses(Offenders.ClockTaker.class);
        assertThat(ArchitectureRules.timeComesFromOutside().evaluate(innocent).hasViolation())
                .isFalse();
    }

    @Test
    void rulesFindUsersOfStandardStreams() {
        JavaClasses offender = new ClassFileImporter().importClasses(Offenders.Printer.class);
        finds(ArchitectureRules.standardStreamsStayInCli(), offender, "System.out");
    }

    private static void finds(ArchRule rule, JavaClasses classes, String detail) {
        assertThat(rule.evaluate(classes).getFailureReport().toString()).contains(detail);
    }
}
