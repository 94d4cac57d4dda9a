# Two images from what ./redwing image has put into target/image: redwing/server and redwing/operator.
FROM eclipse-temurin:25-jre AS base
# 65532 is the user the operator's manifests expect: restricted pods run as nobody in particular.
RUN mkdir /data && chown 65532:65532 /data
USER 65532:65532

FROM base AS server
COPY --chown=0:0 target/image/server /opt/redwing
ENV MALLOC_ARENA_MAX=1
WORKDIR /data
VOLUME /data
EXPOSE 6379
# The operator sizes heap and direct memory by JAVA_TOOL_OPTIONS; the rest is the same everywhere.
ENTRYPOINT ["java", "@/opt/redwing/jvm.options", "-cp", "/opt/redwing/lib/*", "dev.redwing.dataplane.Main"]

FROM base AS operator
COPY --chown=0:0 target/image/operator /opt/redwing
ENTRYPOINT ["java", "@/opt/redwing/jvm.options", "-cp", "/opt/redwing/lib/*", "dev.redwing.operator.OperatorMain"]
