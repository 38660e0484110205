package dev.batchline.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** What the modules may use and do, as rules over their classes. */
final class ArchitectureRules {
    /** The modules that each module may use. */
    static final Map<String, Set<String>> MAY_USE = Map.of(
            "schemas",
            Set.of(),
            "guarantees",
            Set.of("schemas"),
            "prices",
            Set.of(),
            "simulator",
            Set.of(),
            "providers",
            Set.of("schemas"),
            "runtime",
            Set.of("schemas"),
            "batcher",
            Set.of("schemas", "providers", "runtime"),
            "poller",
            Set.of("schemas", "providers", "runtime"),
            "joiner",
            Set.of("schemas", "providers", "runtime", "prices"),
            "cli",
            Set.of(
                    "schemas",
                    "providers",
                    "runtime",
                    "batcher",
                    "poller",
                    "joiner",
                    "simulator",
                    "guarantees",
                    "prices"));

    private static final String KAFKA = "org.apache.kafka..";
    private static final String[] HTTP = {
        "okhttp3..", "okio..", "mockwebserver3..", "java.net.http..", "com.sun.net.httpserver.."
    };
    private static final String[] METRICS = {"io.micrometer..", "io.prometheus.."};
    private static final String[] LOGGING = {"org.slf4j..", "java.util.logging..", "ch.qos.logback.."};
    private static final Set<String> READS_TIME = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.time.Clock.system",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.tickMillis",
            "java.time.Clock.tickSeconds",
            "java.time.Clock.tickMinutes",
            "java.time.InstantSource.system",
            "java.util.Calendar.getInstance",
            "java.lang.Thread.sleep",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil");

    private ArchitectureRules() {}

    /** A module uses only those of our modules that it may use. */
    static ArchRule moduleUsesOnly(String module, Set<String> allowed) {
        String[] forbidden = MAY_USE.keySet().stream()
                .filter(other -> !other.equals(module) && !allowed.contains(other))
                .map(ArchitectureRules::packages)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(packages(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    static ArchRule noCycles() {
        return SlicesRuleDefinition.slices()
                .matching("dev.batchline.(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    /** The contract knows no Kafka client, HTTP, metrics or logger. */
    static ArchRule schemasStandAlone() {
        return keepsOut("schemas", joined(new String[] {KAFKA}, HTTP, METRICS, LOGGING));
    }

    /** Promises are told what happened and see nothing by themselves. */
    static ArchRule guaranteesOnlyWatch() {
        return keepsOut(
                "guarantees",
                joined(new String[] {KAFKA, "java.util.concurrent..", "java.io.."}, HTTP, METRICS, LOGGING));
    }

    static ArchRule providersKnowNoKafka() {
        return keepsOut("providers", KAFKA);
    }

    static ArchRule okHttpStaysInProviders() {
        return noClasses()
                .that()
                .resideInAPackage("dev.batchline..")
                .and()
                .resideOutsideOfPackage(packages("providers"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..")
                .allowEmptyShould(true);
    }

    /** Services see the port to a provider and no adapter behind it. */
    static ArchRule servicesSeeThePortOnly() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages("runtime"), packages("batcher"), packages("poller"), packages("joiner"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.batchline.providers.*..")
                .allowEmptyShould(true);
    }

    /** A class that decides does nothing else; time is a parameter. */
    static ArchRule decisionsArePure() {
        DescribedPredicate<JavaClass> doing = resideInAnyPackage(
                        joined(new String[] {KAFKA, "java.util.concurrent.."}, HTTP, METRICS, LOGGING))
                .or(type(Thread.class))
                .or(type(Clock.class))
                .or(type(InstantSource.class))
                .as("do something");
        return noClasses()
                .that(describe("decide", ArchitectureRules::decides))
                .should()
                .dependOnClassesThat(doing)
                .orShould()
                .accessTargetWhere(describe("it reads the time", ArchitectureRules::readsTime))
                .allowEmptyShould(true);
    }

    /** Only the composition root knows the real time. */
    static ArchRule timeComesFromOutside() {
        return noClasses()
                .that()
                .resideInAPackage("dev.batchline..")
                .and()
                .resideOutsideOfPackage(packages("cli"))
                .should()
                .accessTargetWhere(describe("it reads the system clock or sleeps", ArchitectureRules::readsTime))
                .allowEmptyShould(true);
    }

    static ArchRule standardStreamsStayInCli() {
        return noClasses()
                .that()
                .resideInAPackage("dev.batchline..")
                .and()
                .resideOutsideOfPackage(packages("cli"))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true);
    }

    private static ArchRule keepsOut(String module, String... packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .allowEmptyShould(true);
    }

    /** Whether a class, or one that it stands in, is called a policy or a planner. */
    private static boolean decides(JavaClass type) {
        return type.getName().matches("dev\\.batchline\\..*(Policy|Planner)(\\$.*)?");
    }

    private static boolean readsTime(JavaAccess<?> access) {
        String name = access.getTargetOwner().getName() + "." + access.getName();
        return READS_TIME.contains(name) || asksForNow(access, name) || name.equals("java.util.Date.<init>");
    }

    /** {@code now()} of any type of java.time, unless it is given a clock. */
    private static boolean asksForNow(JavaAccess<?> access, String name) {
        return name.matches("java\\.time\\..*\\.now")
                && !access.getTarget().getFullName().contains("Clock");
    }

    private static String packages(String module) {
        return "dev.batchline." + module + "..";
    }

    private static String[] joined(String[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
