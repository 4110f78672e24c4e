export { type CatalogOptions, createCatalog, type SnapshotOutcome, type ToolCatalog } from "./create-catalog.ts";
export { defaultWeights, type RankingWeights } from "./ranking-weights.ts";
export { WordVectors } from "./word-vectors.ts";
