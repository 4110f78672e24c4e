export { countTokens } from "./tokens.ts";
