import type { Json, JsonSchema, PiiType } from "@sluice/contracts";
import { isTyped, mapClassified, readingOf } from "./structure/classify-value.ts";
import { createPins, type Pin } from "./structure/pins.ts";
import { SchemaCursor } from "./structure/schema-hints.ts";
import { type FindOptions, findPii, toReadings } from "./text/find-pii.ts";

export interface Detection {
  /** `customers[0].email` */
  readonly path: string;
  readonly type: PiiType;
  /** Where in the leaf, as text. */
  readonly start: number;
  readonly end: number;
  /** By the fields around it, or by the look of the text. */
  readonly by: "field" | "text";
}

export interface DetectOptions extends FindOptions {
  readonly origin?: { readonly server: string; readonly tool: string; readonly schema?: JsonSchema };
  readonly pins?: Readonly<Record<string, Pin>>;
}

/** What would be protected in a value: nothing is stored. */
export function detectInJson(value: Json, options: DetectOptions): readonly Detection[] {
  const found: Detection[] = [];
  const { origin } = options;
  const readings = toReadings(options);
  mapClassified(
    value,
    { pins: createPins(options.pins ?? {})(origin), schema: SchemaCursor.open(origin?.schema) },
    {
      leaf(leaf, path, verdict) {
        const text = String(leaf);
        if (verdict === "public") return leaf;
        if (isTyped(verdict)) {
          if (options.types.has(verdict)) found.push({ path, type: verdict, start: 0, end: text.length, by: "field" });
        } else if (typeof leaf === "string") {
          for (const { type, start, end } of findPii(leaf, readings[readingOf(verdict)]))
            found.push({ path, type, start, end, by: "text" });
        }
        return leaf;
      },
      key: (key) => key,
    },
  );
  return found;
}
