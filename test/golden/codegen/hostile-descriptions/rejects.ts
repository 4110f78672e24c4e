import type { HostileDescriptionsInput } from "./api.d.ts";

// @ts-expect-error no comment reached the types
export const a: HostileDescriptionsInput = { a: 1 };
