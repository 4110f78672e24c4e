import { describeAttacks } from "./harness/describe-attacks.ts";

await describeAttacks("any");
