import type { PiiOrigin, PiiType } from "@sluice/contracts";

export type Pin = PiiType | "public";
export type PinLookup = (path: string) => Pin | undefined;

const noPins: PinLookup = () => undefined;

/**
 * Pins of `server.tool.path`: `*` stands for one part, `**` for any number of parts; positions in arrays are left out
 * of paths (`crm.list_customers.customers.name`). The first pin that matches decides, longer ones first.
 */
export function createPins(pins: Readonly<Record<string, Pin>>): (origin: PiiOrigin | undefined) => PinLookup {
  const compiled = Object.entries(pins)
    .sort(([a], [b]) => b.length - a.length)
    .map(([pattern, pin]) => ({ pattern: compilePin(pattern), pin }));
  if (compiled.length === 0) return () => noPins;
  return (origin) => {
    if (origin === undefined) return noPins;
    const known = new Map<string, Pin | undefined>();
    return (path) => {
      const plain = path.replace(/\[\d+\]/g, "").replace(/^\./, "");
      if (!known.has(plain) && known.size < 10_000) {
        const full = `${origin.server}.${origin.tool}${plain === "" ? "" : `.${plain}`}`;
        known.set(plain, compiled.find(({ pattern }) => pattern.test(full))?.pin);
      }
      return known.get(plain);
    };
  };
}

function compilePin(pin: string): RegExp {
  const source = pin
    .replace(/\[(?:\d+|\*)?\]/g, "")
    .split(".")
    .map((part) =>
      part === "**" ? "(?:[^.]+\\.)*[^.]+" : part.replace(/[\\^$+?()[\]{}|]/g, "\\$&").replaceAll("*", "[^.]*"),
    )
    .join("\\.");
  return new RegExp(`^${source}$`);
}
