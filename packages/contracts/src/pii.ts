import type { Json, JsonObject, JsonSchema } from "./json.ts";
import type { FlowDecision, PiiType } from "./policy.ts";

/** Where a value came from or where text goes to; never a real value. */
export interface PiiOrigin {
  readonly server: string;
  readonly tool: string;
  readonly schema?: JsonSchema;
}

export interface Resolved<T> {
  readonly value: T;
  /** Tokens that were replaced, without brackets. */
  readonly used: readonly string[];
  /** Token-like texts that name nothing of this session, as written. */
  readonly unknown: readonly string[];
}

export interface VaultFinding {
  readonly token: string;
  readonly type: PiiType;
  readonly origins: readonly string[];
  /** JSON path in the arguments. */
  readonly path: string;
}

export interface Washed<T> {
  readonly value: T;
  readonly replaced: Readonly<Partial<Record<PiiType, number>>>;
  /** Types that the policy blocks and that were found; the caller ends the run and sends nothing. */
  readonly blocked: readonly PiiType[];
}

/** The personal-data boundary of one session. */
export interface PiiSession {
  /** Enters personal data of a tool result in the vault; returns the value for the guest, with foreign token-like text escaped. */
  ingest(value: Json, origin: PiiOrigin): Json;
  /** Resolves tokens that the model wrote, in one pass over strings (keys too). */
  resolve<T extends Json>(value: T): Resolved<T>;
  /** Vault values present in arguments, for the flow rules. */
  inspect(args: Json): readonly VaultFinding[];
  /** Undoes ingest's escaping on the way to a server. */
  restore(args: JsonObject): JsonObject;
  /** The one exit: structure, vault values in plain and encoded form, then text detectors. */
  wash<T extends Json>(value: T): Washed<T>;
  washText(text: string): Washed<string>;
  /** For console lines that leave in groups: a value spread over consecutive lines is found too. Keeps their number. */
  createLogWasher(): { wash(lines: readonly string[]): Washed<readonly string[]> };
  /** `[EMAIL_1]`-style tokens of this session, for error messages. */
  knownTokens(): readonly string[];
  /** What the model may know: type, masked form, domain of an e-mail; undefined where the value is not in the vault. */
  describe(value: string): { readonly type: PiiType; readonly mask: string; readonly domain?: string } | undefined;
  /** Writes new rows to the store. */
  flush(): Promise<void>;
}

export type FlowCheck = (finding: VaultFinding) => FlowDecision;
