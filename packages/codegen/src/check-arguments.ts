import type { ArgumentProblem, JsonObject, ToolEntry } from "@sluice/contracts";
import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { toProblems } from "./argument-problems.ts";
import { compilePattern } from "./linear-pattern.ts";
import { isTimeout, runGuarded } from "./run-guarded.ts";
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
  readonly validate: ValidateFunction;
  /** Finds them all, made when words are needed. */
  validateAll?: ValidateFunction;
  readonly source: ValidationSchema;
}

const maxForms = 16;
const compileTimeoutMs = 2_000;
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
    const compiled = getCompiled(entry);
    if (compiled === undefined) return [];
    try {
      if (isValid(compiled, args)) return [];
    } catch (error) {
      // What took too long once would do so again; what is nested too deeply is this call's own.
      if (isTimeout(error)) schemas.set(entry.digest, undefined);
      return [];
    }
    const problems = explain(compiled, args);
    return problems.length > 0 ? problems : [{ path: "arguments", message: "are not accepted by the tool's schema" }];
  }

  function isValid({ validate, source }: CompiledSchema, args: JsonObject): boolean {
    return source.isRecursive ? runGuarded(() => validate(args), timeoutMs) : validate(args);
  }

  function getCompiled(entry: ToolEntry): CompiledSchema | undefined {
    if (schemas.has(entry.digest)) return schemas.get(entry.digest);
    const compiled = compile(entry);
    schemas.set(entry.digest, compiled);
    for (const oldest of schemas.keys()) {
      if (schemas.size <= maxCachedSchemas) break;
      schemas.delete(oldest);
    }
    return compiled;
  }

  function compile(entry: ToolEntry): CompiledSchema | undefined {
    const source = toValidationSchema(entry.inputSchema);
    if (source === undefined) return undefined;
    try {
      return { validate: runGuarded(() => compileFirst(source.schema), compileTimeoutMs), source };
    } catch {
      return undefined;
    }
  }

  function explain(compiled: CompiledSchema, args: JsonObject): readonly ArgumentProblem[] {
    const { source } = compiled;
    try {
      return runGuarded(() => {
        compiled.validateAll ??= compileAll(source.schema);
        const errors = findErrors(compiled.validateAll, args);
        return toProblems(errors, source.names, (error) => findMeantForm(error, source.schema));
      }, compileTimeoutMs);
    } catch {
      // It is known to be wrong; only the words for it are missing.
      return [];
    }
  }

  /** Of an object that fits none of several forms: the one whose constants it has, else the only one it misses by little. */
  function findMeantForm(error: ErrorObject, root: SchemaRecord): readonly ErrorObject[] | undefined {
    const parent = error.parentSchema;
    const forms = isRecord(parent) && Array.isArray(parent.anyOf) ? parent.anyOf : [];
    if (forms.length > maxForms || typeof error.data !== "object" || error.data === null) return undefined;
    const tried = forms
      .map((form) => findErrors(compileAll({ $defs: root.$defs ?? {}, allOf: [form] }), error.data))
      .filter((errors) => !errors.some((each) => each.instancePath === "" && each.keyword === "type"));
    const meant = tried.filter((errors) => !errors.some((each) => each.keyword === "const" || each.keyword === "enum"));
    const candidates = meant.length > 0 ? meant : tried;
    const [first, second] = [...candidates].sort((a, b) => a.length - b.length);
    if (first === undefined || (second !== undefined && second.length === first.length)) return undefined;
    return first;
  }

  return { check };
}

function findErrors(validate: ValidateFunction, value: unknown): readonly ErrorObject[] {
  return validate(value) === true ? [] : (validate.errors ?? []).slice(0, 500);
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
    // Compiled for a call or two: passes over the code and copies of definitions cost more than they save.
    inlineRefs: false,
    code: { regExp, optimize: false },
  };
  return new Ajv2020(options);
}

/** A pattern that cannot be run in linear time accepts everything. */
function toRegExp(source: string): { test(text: string): boolean; toString(): string } {
  const pattern = compilePattern(source);
  return { test: (text) => pattern?.test(text) ?? true, toString: () => source };
}
