import type { ConfigFlags } from "@sluice/gateway";

/** Options that every command takes. */
export interface GlobalOptions extends ConfigFlags {
  readonly json?: boolean;
  /** Whom to act for; the policy that applies is theirs. */
  readonly principal?: string;
  /** A gateway elsewhere; its token comes from SLUICE_TOKEN. */
  readonly url?: string;
}
