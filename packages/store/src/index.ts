export { type OpenCredentialStoreOptions, openCredentialStore } from "./credential-store.ts";
export { type OpenStoreOptions, openStore } from "./open-store.ts";
