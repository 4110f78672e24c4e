import type { HostileDescriptionsInput } from "./api.d.ts";

export const full: HostileDescriptionsInput = { a: "x", b: [1] };
