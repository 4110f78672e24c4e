import { splitKey } from "./key-kind.ts";

/** Words that fields are made of, whatever the server. A key made of these alone says nothing about a person. */
const commonWords = new Set(
  [
    "access account accounts action actions active activity actor address addresses admin after age agent all amount",
    "annotation annotations answer api app archived args arguments array article articles assignee assignees at",
    "attachment attachments attribute attributes audio author authors available avatar average balance base batch before",
    "begin bio birthday blob block body bool boolean border bottom branch branches bucket budget build builds by bytes",
    "cache calendar call calls campaign capacity card cards cart catalog categories category cell cells channel channels",
    "character chart check checks child children chunk chunks city class client clients close closed cluster code codes",
    "collection collections color column columns comment comments commit commits company completed completion component",
    "condition conditions config configuration confidence contact contacts content contents context conversation coordinates",
    "cost count countries country counts county created creation creator credit currency current cursor customer customers",
    "data database databases dataset date dates day days default definition delete deleted depth description destination",
    "detail details device devices diff dimension dimensions direction directory disabled discount display distance doc",
    "document documents domain domains done draft due duration edge edges edited email emails embedding enabled encoding",
    "end ended endpoint entities entity entries entry environment error errors estimate event events example expired",
    "expires explanation extension external extra failed failure false feature features feed fetched field fields file",
    "filename files filter filters finished first flag flags folder folders followers following font footer fork forks form",
    "format formatted forms found frame free frequency from full function functions gateway gender group groups guid",
    "has hash head header headers headline heading height hidden hierarchy high history hits home host hour hours html",
    "http https hub icon icons id identifier identity ids image images inbox index info input instance instances integer",
    "invoice invoices ip is isbn issue issues item items iteration job jobs json key keys keyword keywords kind label",
    "labels language languages last lat latest latitude left length level levels limit line lines link links list lists",
    "lng load locale location locations locked log login logo logs long longitude low mail max maximum maxLength media",
    "member members memory mentions menu merged message messages metadata meta method metric metrics middle milestone",
    "mime min minimum minute minutes mobile mode model models modified modifier modules month months more mtime name names",
    "namespace network new next nick nickname node nodes note notes notification null number numbers object objects offset",
    "old on open opened operation option options order orders organization organizations origin original output overview",
    "owner owners package packages page pages pagination parameter parameters params parent part partial parts password",
    "path paths pattern payload payment payments percent percentage permission permissions phone phones photo photos",
    "pipeline pipelines place places plan plans platform point points policy poll pool port position post postal posts",
    "pr preview previous price prices primary priority private product products profile profiles progress project",
    "projects prompt properties property provider public published publisher pull purchase push quality quantity",
    "queries query question queue quota range rank rate rates rating ratings raw read reason receiver recipient record",
    "records ref reference references region related release releases remaining remote replies reply repo repos",
    "repositories repository request requests required resolution resource resources response response result results",
    "retry review reviewers reviews revision right role roles room root route row rows rule rules run runs sale sales",
    "sample schedule schema schemas scope score scores search second seconds secret section sections security selected",
    "sender sent series server servers service services session sessions set settings sha shape share shared shipping",
    "short show side signature site sites size sizes skill sku slug snippet sort source sources space spaces stack stage",
    "standard star stargazers stars start started state states statistics stats status step steps stock stop storage",
    "store stream street string strings structure style subject subscribers subscription subtitle success suggestion",
    "suggestions sum summary support surname symbol system table tables tag tags target task tasks tax team teams",
    "template templates tenant term test tests text texts theme thread threads thumbnail ticket tickets tier tile time",
    "timeout times timestamp timezone title to today token tokens tool tools top topic topics total totals trace track",
    "transaction transactions transcript translation tree trigger true truncated type types unique unit units unread",
    "updated updates upload uri url urls usage use used user username users uuid valid validation value values variable",
    "variables variant variants vat vector vendor version versions video videos view views visibility visible volume",
    "warning warnings watchers web website week weight width window wiki word words workflow workflows workspace x xml y",
    "year years yes z zip zone zoom",
  ]
    .join(" ")
    .toLowerCase()
    .split(" "),
);

/** Endings that make a longer key a field's name whatever stands before them. */
const endings = new Set(
  "id ids url urls uri at count type status code codes enabled total date timestamp sha".split(" "),
);

/** Whether a key is made of known words, or of `own` ones (those of the tool's definition). */
export function isKnownField(key: string, own: ReadonlySet<string>): boolean {
  const words = splitKey(key);
  const last = words.at(-1);
  if (last === undefined) return false;
  if (words.length > 1 && endings.has(last)) return true;
  return words.every((word) => isKnownWord(word, own));
}

function isKnownWord(word: string, own: ReadonlySet<string>): boolean {
  const bare = word.replace(/\d{1,2}$/, "");
  if (bare === "") return true;
  return [bare, bare.replace(/s$/, ""), `${bare}s`].some((form) => commonWords.has(form) || own.has(form));
}

/** Words of a tool's own definition: what a server names there are its fields and things, not its users' data. */
export function toOwnWords(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of splitKey(text)) if (word.length > 1) words.add(word);
    if (words.size > 2_000) break;
  }
  return words;
}
