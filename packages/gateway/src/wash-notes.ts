import { type Policy, piiTypes, toSessionKey } from "@sluice/contracts";
import type { PiiBoundary } from "@sluice/pii";

/** Everything personal is masked: these words belong to no session that could give a token back. */
const MASK_ALL: Policy["pii"] = {
  types: piiTypes,
  modes: Object.fromEntries(piiTypes.map((type) => [type, "mask"])),
  pins: {},
  flows: [],
  encoded: "replace",
  sealed: false,
};

/** For what servers say outside of any run, such as why they ended: it goes to events and logs. */
export async function createNoteWasher(pii: PiiBoundary): Promise<(text: string) => string> {
  const session = await pii.open({ session: toSessionKey("gateway", "notes"), policy: MASK_ALL });
  return (text) => session.washText(text).value;
}
