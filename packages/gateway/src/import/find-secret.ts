/** Names of settings that hold a credential. */
const SECRET_NAME =
  /(^|[_\W])(api[_-]?key|key|token|secret|passw(or)?d|pwd|pass|credentials?|auth(orization)?|bearer|cookie|pat|dsn|connection[_-]?string)($|[_\W])|(apikey|accesskey|token|secret|password)$/i;
const HARMLESS_NAME = /(^|[_-])(file|path|dir|url|uri|host|port|type|name|id)$/i;
/** How well-known issuers begin their credentials. */
const KNOWN_PREFIX =
  /^(sk-|pk_live_|sk_live_|rk_live_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|ya29\.|eyJ[\w-]+\.|npm_|pypi-|hf_|dop_v1_|SG\.|shpat_|lin_api_|ntn_|secret_|tvly-|fc-|pplx-|Basic |Bearer )/;
const MIN_RANDOM = 24;

/** Whether a setting of that name with that text is for nobody else's eyes; rather once too often. */
export function isSecret(name: string, value: string): boolean {
  if (value.trim() === "" || /^\$\{[^}]*\}$/.test(value)) return false;
  if (KNOWN_PREFIX.test(value) || hasPassword(value)) return true;
  if (SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, "$1_$2")) && !HARMLESS_NAME.test(name)) {
    return !/^(true|false|none|null|\d{1,4})$/i.test(value);
  }
  return isRandom(value);
}

/** `postgres://user:password@host` and the like. */
export function hasPassword(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i.test(value);
}

/** One long word of letters and digits that means nothing to anybody. */
function isRandom(value: string): boolean {
  if (value.length < MIN_RANDOM || !/^[A-Za-z0-9+/_=.-]+$/.test(value)) return false;
  if (/^[./~]|:\/\/|\.\.?\//.test(value)) return false;
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  return isUuid || (/\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size >= 12 && !/[/.-]/.test(value));
}
