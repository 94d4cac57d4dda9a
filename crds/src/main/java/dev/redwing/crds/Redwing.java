package dev.redwing.crds;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A master with N replicas, as the user asked for it ({@code spec}) and as it is (status). */
@Group(Redwing.GROUP)
@Version(Redwing.VERSION)
@Plural(Redwing.PLURAL)
@ShortNames("rw")
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = RedwingRules.NAME, message = RedwingRules.NAME_MESSAGE)
@ValidationRule(value = RedwingRules.SPEC, message = RedwingRules.SPEC_MESSAGE)
@AdditionalPrinterColumn(
    name = "Master",
    jsonPath = ".status.master",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Replicas",
    jsonPath = ".status.replicasReady",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public final class Redwing extends CustomResource<RedwingSpec, RedwingStatus>
    implements Namespaced {
  public static final String GROUP = "redwing.dev";
  public static final String VERSION = "v1alpha1";
  public static final String PLURAL = "redwings";
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** The full name of the resource type, which is also the name of the CRD. */
  public static final String CRD_NAME = PLURAL + "." + GROUP;
}
