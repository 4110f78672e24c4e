import { writeFile } from "node:fs/promises";
import { renderPolicySchema } from "../src/policy-json-schema.ts";

await writeFile(new URL("../../../policies/policy.schema.json", import.meta.url), renderPolicySchema());
