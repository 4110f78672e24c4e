// imports a foreign JSON file statically
// expect: denied
import secret from "@@outside@@/secret.json" with { type: "json" };
tell("ESCAPED", "static", JSON.stringify(secret));
