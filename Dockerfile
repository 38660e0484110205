# One image for every service: the arguments of a container are a command of ./batchline, such as `run batcher`.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src

# What the build needs from elsewhere is a layer of its own, which stays while no pom changes: the poms are built around
# a class that is empty.
COPY pom.xml ./
COPY schemas/pom.xml schemas/
COPY guarantees/pom.xml guarantees/
COPY prices/pom.xml prices/
COPY providers/pom.xml providers/
COPY runtime/pom.xml runtime/
COPY batcher/pom.xml batcher/
COPY poller/pom.xml poller/
COPY joiner/pom.xml joiner/
COPY simulator/pom.xml simulator/
COPY cli/pom.xml cli/
COPY dst/pom.xml dst/
COPY e2e/pom.xml e2e/
ENV BUILD="mvn -q -B -ntp -Dmaven.test.skip=true -Dcheckstyle.skip -Denforcer.skip -Dwarnings.fail=false -P !format -pl cli -am package"
RUN mkdir -p schemas/src/main/java \
    && echo 'final class Empty {}' > schemas/src/main/java/Empty.java \
    && $BUILD \
    && rm -r schemas/src */target

COPY schemas/src/main schemas/src/main
COPY guarantees/src/main guarantees/src/main
COPY prices/src/main prices/src/main
COPY providers/src/main providers/src/main
COPY runtime/src/main runtime/src/main
COPY batcher/src/main batcher/src/main
COPY poller/src/main poller/src/main
COPY joiner/src/main joiner/src/main
COPY simulator/src/main simulator/src/main
COPY cli/src/main cli/src/main
RUN $BUILD \
    && mkdir -p /out/ours /out/others \
    && cp cli/target/cli.jar /out/ours/ \
    && for module in schemas guarantees prices providers runtime batcher poller joiner simulator; do mv cli/target/lib/$module-*.jar /out/ours/; done \
    && mv cli/target/lib/*.jar /out/others/

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /var/lib/batchline --create-home --shell /usr/sbin/nologin batchline
COPY --from=build /out/others /opt/batchline/lib/
COPY --from=build /out/ours /opt/batchline/lib/
COPY batchline LICENSE /opt/batchline/
USER batchline
WORKDIR /var/lib/batchline
ENV BATCHLINE_SPOOL_DIR=/var/lib/batchline
ENV BATCHLINE_HTTP_HOST=0.0.0.0
ENV BATCHLINE_JAVA_OPTS="-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError"
EXPOSE 7080
VOLUME /var/lib/batchline
ENTRYPOINT ["/opt/batchline/batchline"]
CMD ["run", "all"]
# Docker leaves a check running that takes too long: it ends itself before, so that checks never pile up.
HEALTHCHECK --interval=30s --timeout=30s --start-period=60s --retries=3 \
    CMD BATCHLINE_JAVA_OPTS="-Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1" timeout 20 /opt/batchline/batchline healthcheck
