import type { ArgumentProblem, JsonObject, ToolEntry } from "@sluice/contracts";
import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { toProblems } from "./argument-problems.ts";
import { compilePattern } from "./linear-pattern.ts";
import { runGuarded } from "./run-guarded.ts";
import { isRecord, type SchemaRecord } from "./schema-record.ts";
import { toValidationSchema, type ValidationSchema } from "./validation-schema.ts";

export interface ArgumentCheckerOptions {
  /** Compiled schemas kept. @default 2000 */
  readonly maxCachedSchemas?: number;
  /** Longest one check may take where a schema refers to itself. @default 200 */
  readonly timeoutMs?: number;
}

export interface ArgumentChecker {
  /** Empty = valid, or a schema that cannot be checked. Never throws, converts nothing. */
  check(entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[];
}

interface CompiledSchema {
  /** Stops at the first problem: the one that runs on every call. */
  readonly isValid: ValidateFunction;
  readonly source: ValidationSchema;
}

const maxForms = 16;
/** The validator keeps what it compiled for good: it is replaced after so many schemas. */
const maxCompiledPerValidator = 200;

export function createArgumentChecker(options: ArgumentCheckerOptions = {}): ArgumentChecker {
  const maxCachedSchemas = options.maxCachedSchemas ?? 2_000;
  const timeoutMs = options.timeoutMs ?? 200;
  /** Undefined: not checked, because it cannot be compiled or took too long once. */
  const schemas = new Map<string, CompiledSchema | undefined>();
  const compileFirst = createCompiler(false);
  const compileAll = createCompiler(true);

  function check(entry: ToolEntry, args: JsonObject): readonly ArgumentProblem[] {
    try {
      const compiled = getCompiled(entry);
      if (compiled === undefined) return [];
      const { source } = compiled;
      const run = <T>(work: () => T): T => (source.isRecursive ? runGuarded(work, timeoutMs) : work());
      if (run(() => compiled.isValid(args) as boolean)) return [];
      const problems = run(() => explain(compiled, args));
      return problems.length > 0 ? problems : [{ path: "arguments", message: "are not accepted by the tool's schema" }];
    } catch {
      // What takes too long or too deep once would do so again.
      schemas.set(entry.digest, undefined);
      return [];
    }
  }

  function getCompiled(entry: ToolEntry): CompiledSchema | undefined {
    if (schemas.has(entry.digest)) return schemas.get(entry.digest);
    const source = toValidationSchema(entry.inputSchema);
    const isValid = source === undefined ? undefined : runGuarded(() => compileFirst(source.schema), timeoutMs * 10);
    const compiled = source === undefined || isValid === undefined ? undefined : { isValid, source };
    schemas.set(entry.digest, compiled);
    for (const oldest of schemas.keys()) {
      if (schemas.size <= maxCachedSchemas) break;
      schemas.delete(oldest);
    }
    return compiled;
  }

  function explain({ source }: CompiledSchema, args: JsonObject): readonly ArgumentProblem[] {
    const errors = findErrors(source.schema, args);
    return toProblems(errors, source.names, (error) => findMeantForm(error, source.schema));
  }

  function findErrors(schema: SchemaRecord, value: unknown): readonly ErrorObject[] {
    const validate = compileAll(schema);
    return validate(value) ? [] : (validate.errors ?? []).slice(0, 500);
  }

  /** Of an object that fits none of several forms: the one whose constants it has, else the only one it misses by little. */
  function findMeantForm(error: ErrorObject, root: SchemaRecord): readonly ErrorObject[] | undefined {
    const parent = error.parentSchema;
    const forms = isRecord(parent) && Array.isArray(parent.anyOf) ? parent.anyOf : [];
    if (forms.length > maxForms || typeof error.data !== "object" || error.data === null) return undefined;
    const tried = forms
      .map((form) => findErrors({ $defs: root.$defs ?? {}, allOf: [form] }, error.data))
      .filter((errors) => !errors.some((each) => each.instancePath === "" && each.keyword === "type"));
    const meant = tried.filter((errors) => !errors.some((each) => each.keyword === "const" || each.keyword === "enum"));
    const candidates = meant.length > 0 ? meant : tried;
    const [first, second] = [...candidates].sort((a, b) => a.length - b.length);
    if (first === undefined || (second !== undefined && second.length === first.length)) return undefined;
    return first;
  }

  return { check };
}

/** A function that compiles one schema after the other and lets the validator's own memory go now and then. */
function createCompiler(allErrors: boolean): (schema: SchemaRecord) => ValidateFunction {
  let validator = createValidator(allErrors);
  let compiled = 0;
  return (schema) => {
    compiled += 1;
    if (compiled % maxCompiledPerValidator === 0) validator = createValidator(allErrors);
    return validator.compile(schema);
  };
}

function createValidator(allErrors: boolean): Ajv2020 {
  const regExp = Object.assign((pattern: string) => toRegExp(pattern), { code: "linearPattern" });
  const options: Options = {
    allErrors,
    verbose: allErrors,
    messages: false,
    strict: false,
    meta: false,
    validateSchema: false,
    validateFormats: false,
    addUsedSchema: false,
    ownProperties: true,
    logger: false,
    multipleOfPrecision: 9,
    code: { regExp },
  };
  return new Ajv2020(options);
}

/** A pattern that cannot be run in linear time accepts everything. */
function toRegExp(source: string): { test(text: string): boolean; toString(): string } {
  const pattern = compilePattern(source);
  return { test: (text) => pattern?.test(text) ?? true, toString: () => source };
}
