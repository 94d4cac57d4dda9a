# Two images from what ./redwing image has put into target/image: redwing/server and redwing/operator.
FROM eclipse-temurin:25-jre AS base
# The user the operator gives its pods: a restricted pod runs as nobody in particular.
RUN mkdir /data && chown 10001:10001 /data
USER 10001:10001

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
