package dev.redwing.playground.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.redwing.playground.api.ApiException.Cause;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code x-kubernetes-validations} of a schema, by Google's CEL for Java with the string
 * library and Kubernetes' quantities. Not there: Kubernetes' libraries for URLs, IP addresses and
 * regular expressions, and cost limits; a rule that uses them fails to compile, which is an error
 * of its CRD.
 */
final class CelRules {
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .enableOptionalSyntax(true)
          .build();
  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME = runtime();
  private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");
  private static final Map<String, CelRuntime.Program> PROGRAMS = new ConcurrentHashMap<>();

  private final List<Cause> causes = new ArrayList<>();

  private CelRules() {}

  /** What the rules find wrong with an object; old is null when it is being made. */
  static List<Cause> causes(Schema schema, JsonNode object, @Nullable JsonNode old) {
    CelRules rules = new CelRules();
    rules.visit(schema, object, old, "");
    return rules.causes;
  }

  /** Compiles every rule: what a real server does when a CRD comes in. */
  static List<Cause> problemsOf(Schema schema, String path) {
    List<Cause> problems = new ArrayList<>();
    for (JsonNode rule : schema.extension("validations")) {
      try {
        program(rule.path("rule").asText());
      } catch (CelFailure e) {
        String message =
            "Invalid value: %s: compilation failed: %s".formatted(rule, e.getMessage());
        problems.add(new Cause("FieldValueInvalid", message, path + ".x-kubernetes-validations"));
      }
    }
    for (Map.Entry<String, JsonNode> entry : schema.node().path("properties").properties()) {
      String name = path + ".properties[" + entry.getKey() + "]";
      problems.addAll(problemsOf(new Schema(entry.getValue()), name));
    }
    for (String child : List.of("items", "additionalProperties")) {
      if (schema.node().path(child).isObject()) {
        problems.addAll(problemsOf(new Schema(schema.node().path(child)), path + "." + child));
      }
    }
    return problems;
  }

  private void visit(Schema schema, JsonNode value, @Nullable JsonNode old, String path) {
    for (JsonNode rule : schema.extension("validations")) {
      check(rule, value, old, path);
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> entry : value.properties()) {
        String name = entry.getKey();
        String child = path.isEmpty() ? name : path + "." + name;
        visit(schema.property(name), entry.getValue(), old == null ? null : old.get(name), child);
      }
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        visit(schema.items(), value.get(i), null, path + "[" + i + "]");
      }
    }
  }

  private void check(JsonNode rule, JsonNode value, @Nullable JsonNode old, String path) {
    String expression = rule.path("rule").asText();
    if (old == null && OLD_SELF.matcher(expression).find()) {
      return;
    }
    Map<String, @Nullable Object> variables = new HashMap<>();
    variables.put("self", Json.plain(value));
    if (old != null) {
      variables.put("oldSelf", Json.plain(old));
    }
    String message;
    try {
      if (Boolean.TRUE.equals(evaluate(expression, variables))) {
        return;
      }
      message = message(rule, expression, variables);
    } catch (CelFailure e) {
      message = "rule evaluation error: " + e.getMessage();
    }
    String field = path + rule.path("fieldPath").asText("");
    String reason = rule.path("reason").asText("FieldValueInvalid");
    String invalid = "Invalid value: \"%s\": %s".formatted(SchemaCheck.typeOf(value), message);
    causes.add(new Cause(reason, invalid, field.startsWith(".") ? field.substring(1) : field));
  }

  private static String message(
      JsonNode rule, String expression, Map<String, @Nullable Object> variables) throws CelFailure {
    if (rule.has("messageExpression")) {
      return String.valueOf(evaluate(rule.path("messageExpression").asText(), variables));
    }
    return rule.path("message").asText("failed rule: " + expression);
  }

  private static final class CelFailure extends Exception {
    private static final long serialVersionUID = 1L;

    CelFailure(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static Object evaluate(String expression, Map<String, @Nullable Object> variables)
      throws CelFailure {
    try {
      return program(expression).eval(variables);
    } catch (CelEvaluationException e) {
      throw new CelFailure(e);
    }
  }

  private static CelRuntime.Program program(String expression) throws CelFailure {
    CelRuntime.Program known = PROGRAMS.get(expression);
    if (known != null) {
      return known;
    }
    try {
      CelRuntime.Program made = RUNTIME.createProgram(COMPILER.compile(expression).getAst());
      PROGRAMS.put(expression, made);
      return made;
    } catch (CelValidationException | CelEvaluationException e) {
      throw new CelFailure(e);
    }
  }

  private static CelCompiler compiler() {
    CelType quantity = OpaqueType.create("kubernetes.Quantity");
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addLibraries(CelExtensions.strings(), CelExtensions.optional())
        .addVar("self", SimpleType.DYN)
        .addVar("oldSelf", SimpleType.DYN)
        .addFunctionDeclarations(
            global("quantity", "string_to_quantity", quantity, SimpleType.STRING),
            global("isQuantity", "is_quantity_string", SimpleType.BOOL, SimpleType.STRING),
            member("compareTo", "quantity_compare_to", SimpleType.INT, quantity, quantity),
            member("isGreaterThan", "quantity_is_greater", SimpleType.BOOL, quantity, quantity),
            member("isLessThan", "quantity_is_less", SimpleType.BOOL, quantity, quantity),
            member("isInteger", "quantity_is_integer", SimpleType.BOOL, quantity),
            member("asInteger", "quantity_as_integer", SimpleType.INT, quantity))
        .build();
  }

  private static CelFunctionDecl global(String name, String id, CelType result, CelType parameter) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(id, result, parameter));
  }

  private static CelFunctionDecl member(
      String name, String id, CelType result, CelType... parameters) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload(id, result, parameters));
  }

  private static CelRuntime runtime() {
    return CelRuntimeFactory.standardCelRuntimeBuilder()
        .setOptions(OPTIONS)
        .addLibraries(CelExtensions.strings(), CelExtensions.optional())
        .addFunctionBindings(
            CelFunctionBinding.from("string_to_quantity", String.class, CelRules::amount),
            CelFunctionBinding.from("is_quantity_string", String.class, CelRules::isAmount),
            CelFunctionBinding.from(
                "quantity_compare_to",
                BigDecimal.class,
                BigDecimal.class,
                (a, b) -> (long) a.compareTo(b)),
            CelFunctionBinding.from(
                "quantity_is_greater",
                BigDecimal.class,
                BigDecimal.class,
                (a, b) -> a.compareTo(b) > 0),
            CelFunctionBinding.from(
                "quantity_is_less",
                BigDecimal.class,
                BigDecimal.class,
                (a, b) -> a.compareTo(b) < 0),
            CelFunctionBinding.from(
                "quantity_is_integer", BigDecimal.class, a -> a.stripTrailingZeros().scale() <= 0),
            CelFunctionBinding.from("quantity_as_integer", BigDecimal.class, BigDecimal::longValue))
        .build();
  }

  private static BigDecimal amount(String text) {
    return Quantity.parse(text).getNumericalAmount();
  }

  private static boolean isAmount(String text) {
    try {
      amount(text);
      return true;
    } catch (RuntimeException e) { // fabric8 throws several kinds for text that is no quantity
      return false;
    }
  }
}
