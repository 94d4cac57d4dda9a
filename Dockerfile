# Two images from what ./redwing image has put into target/image: redwing/server and redwing/operator.
FROM eclipse-temurin:25-jre AS base
# The user the operator gives its pods: a restricted pod runs as nobody in particular.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001

FROM base AS server
COPY --chown=0:0 target/image/server /opt/redwing
USER 0:0
# Of use to the very JVM that made it only, so it is made here. With a heap as small as most pods have.
RUN ["/opt/redwing/record-aot-cache", "/opt/redwing/server.aot", \
     "java", "@/opt/redwing/jvm.options", "-Xms16m", "-Xmx64m", "-Xmn4m", \
     "-cp", "/opt/redwing/lib/*", "dev.redwing.dataplane.Main"]
USER 10001:10001
ENV MALLOC_ARENA_MAX=1
WORKDIR /data
VOLUME /data
EXPOSE 6379
# The operator sizes heap and direct memory by JAVA_TOOL_OPTIONS; the rest is the same everywhere.
ENTRYPOINT ["java", "@/opt/redwing/jvm.options", "-XX:AOTCache=/opt/redwing/server.aot", "-Xlog:aot=off", \
            "-Xlog:cds=off", "-cp", "/opt/redwing/lib/*", "dev.redwing.dataplane.Main"]

FROM base AS operator
COPY --chown=0:0 target/image/operator /opt/redwing
ENTRYPOINT ["java", "@/opt/redwing/jvm.options", "-cp", "/opt/redwing/lib/*", "dev.redwing.operator.OperatorMain"]
