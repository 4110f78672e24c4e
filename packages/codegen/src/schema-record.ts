/** A schema object, or any other object of a server's JSON. Read own keys only: names such as `constructor` are data here. */
export type SchemaRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is SchemaRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own value of a key; inherited ones such as `constructor` do not count. */
export function ownValue(record: SchemaRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
