export { type Detection, type DetectOptions, detectInJson } from "./detect-in-json.ts";
export { LogWasher } from "./exit/log-washer.ts";
export { isNameKey } from "./names/name-key.ts";
export {
  createPiiBoundary,
  type OpenPiiSessionOptions,
  type OpenSessionOptions,
  openPiiSession,
  type PiiBoundary,
  type PiiBoundaryOptions,
} from "./pii-boundary.ts";
export type { WashingSession } from "./pii-session.ts";
export { type PinSample, type PinSuggestion, suggestPins } from "./suggest-pins.ts";
export { defaultDetectors } from "./text/default-detectors.ts";
export { ACCEPTED, type Detector, type Finding, readTraits, type TextTraits } from "./text/detector.ts";
export { type FindOptions, findPii } from "./text/find-pii.ts";
export { parseTokenNumber, renderToken, tokenPrefixes, toTokenId } from "./tokens/token-format.ts";
