import { type CompiledProgram, type CompileRequest, digestOf, type ModuleHost } from "@sluice/contracts";
import type { CompileOutcome } from "./compile-program.ts";
import { identityOfSpecifier } from "./link-modules.ts";

/** Largest sum of compiled code that is kept. */
const MAX_TOTAL_CHARS = 32_000_000;

interface Dependencies {
  readonly specifiers: readonly string[];
  readonly tools: readonly { readonly server: string; readonly functionName: string }[];
  /** Declarations that the type check read. */
  readonly declared: readonly { readonly server: string; readonly functionName: string }[];
  /** Servers that the type check saw whole. */
  readonly open: readonly string[];
}

interface Entry {
  readonly program: CompiledProgram;
  readonly dependencies: Dependencies;
  /** Of what the dependencies were when it was compiled. */
  readonly fingerprint: string;
}

/**
 * Compiled programs by what went into them. Source, language, rules and type check are the key; what the host gave for
 * the names in it is compared on each use, so a changed tool or skill is never served from here.
 */
export class ProgramCache {
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;
  #chars = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  async find(request: CompileRequest): Promise<CompiledProgram | undefined> {
    const key = keyOf(request);
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const isSame = (await fingerprintOf(entry.dependencies, request.host)) === entry.fingerprint;
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key);
      // The least lately used one stands first.
      if (isSame) this.#entries.set(key, entry);
      else this.#chars -= sizeOf(entry);
    }
    return isSame ? entry.program : undefined;
  }

  async add(
    request: CompileRequest,
    program: CompiledProgram,
    used: NonNullable<CompileOutcome["used"]>,
  ): Promise<void> {
    // A check that could not be made is made again the next time.
    if (program.diagnostics.some(({ rule }) => rule === "typecheck")) return;
    const dependencies: Dependencies = {
      specifiers: [...used.linked.resolved.keys()],
      tools: program.tools,
      declared: used.tools.map(({ server, functionName }) => ({ server, functionName })),
      open: request.typecheck === "off" ? [] : [...new Set(used.uses.flatMap(({ open }) => [...open]))],
    };
    const entry: Entry = { program, dependencies, fingerprint: await fingerprintOf(dependencies, request.host) };
    const key = keyOf(request);
    const old = this.#entries.get(key);
    if (old !== undefined) this.#chars -= sizeOf(old);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#chars += sizeOf(entry);
    for (const [oldest, dropped] of this.#entries) {
      if (this.#entries.size <= this.#maxEntries && this.#chars <= MAX_TOTAL_CHARS) break;
      this.#entries.delete(oldest);
      this.#chars -= sizeOf(dropped);
    }
  }
}

function sizeOf({ program }: Entry): number {
  // Maps hold the source about three times more.
  return program.code.length * 4;
}

function keyOf({ code, language, rules, typecheck }: CompileRequest): string {
  return digestOf({ code, language, rules, typecheck });
}

async function fingerprintOf({ specifiers, tools, declared, open }: Dependencies, host: ModuleHost): Promise<string> {
  return digestOf([
    await Promise.all(specifiers.map((specifier) => identityOfSpecifier(host, specifier))),
    tools.map(({ server, functionName }) => host.functionNames(server).includes(functionName)),
    await Promise.all(
      declared.map(
        async ({ server, functionName }) => (await host.declarationOf(server, functionName))?.digest ?? null,
      ),
    ),
    open.map((server) => host.functionNames(server)),
  ]);
}
