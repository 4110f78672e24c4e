import type { ToolAnnotations, ToolRule } from "@sluice/contracts";
import type { Fit } from "./match-arguments.ts";

type Matcher = NonNullable<ToolRule["when"]>;

/** What a tool is taken for. `isStated` tells a server's own word from the default that stands in for its silence. */
interface Effect {
  readonly value: boolean;
  readonly isStated: boolean;
}

/**
 * Fits a rule's `when` against the server's hints.
 *
 * Silence means what the MCP specification makes it mean, the worst: not read-only, destructive, not idempotent, open
 * world. `maybe` marks where only silence speaks against the rule; hints that contradict each other count as silence.
 */
export function matchAnnotations(when: Matcher, annotations: ToolAnnotations = {}): Fit {
  const effects = readEffects(annotations);
  let fit: Fit = "yes";
  for (const name of ["readOnly", "destructive", "idempotent", "openWorld"] as const) {
    const wanted = when[name];
    const effect = effects[name];
    if (wanted === undefined || wanted === effect.value) continue;
    if (effect.isStated) return "no";
    fit = "maybe";
  }
  return fit;
}

function readEffects(annotations: ToolAnnotations): Readonly<Record<keyof Matcher, Effect>> {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  const isContradictory = readOnlyHint === true && destructiveHint === true;
  const isReadOnly = readOnlyHint === true && !isContradictory;
  return {
    readOnly: { value: isReadOnly, isStated: readOnlyHint !== undefined && !isContradictory },
    destructive: {
      value: !isReadOnly && destructiveHint !== false,
      isStated: isReadOnly || (destructiveHint !== undefined && !isContradictory),
    },
    idempotent: {
      value: idempotentHint ?? isReadOnly,
      isStated: idempotentHint !== undefined || isReadOnly,
    },
    openWorld: { value: openWorldHint ?? true, isStated: openWorldHint !== undefined },
  };
}
