/** Verbs that begin a step: "fetch the page, convert it, and send it" has three. */
export const actionVerbs: ReadonlySet<string> = new Set(
  (
    "add adjust analyze analyse annotate append apply approve arrange ask assess assign attach authenticate block book browse build " +
    "buy calculate call cancel capture change check choose classify clean clear click clone close collect combine comment " +
    "commit compare compile complete compose compress compute configure confirm connect convert copy count crawl create " +
    "deactivate debug decode define delete deliver deploy describe detect determine develop diagnose disable discover " +
    "display dispatch divide download draft draw drop duplicate edit email enable encode encrypt ensure enter enumerate estimate " +
    "evaluate examine exchange execute explain explore export extract fetch figure fill filter find fix follow forecast " +
    "format forward gather generate get give grant identify implement import index inform initialize initiate inquire insert inspect " +
    "install integrate invite invoke issue join launch list load locate log look lookup maintain make manage map mark measure " +
    "merge migrate modify monitor move navigate notify obtain offer open optimize order organize parse pause pay perform " +
    "pick pin place plan play plot post predict prepare present press preview print process produce provide publish pull " +
    "purchase push put query rank rate read recommend record refresh register reject release remind remove rename render " +
    "rent repair replace reply report request reserve reset resize resolve restart restore resume retrieve return review " +
    "revoke rotate run save scan schedule scrape screenshot search see select sell send set share show sign simulate solve sort " +
    "split start stop store submit subscribe suggest summarize swap switch sync tag take talk tell test track train transfer " +
    "transform translate trigger turn uninstall unsubscribe update upgrade upload use validate verify view visualize visit watch write"
  ).split(" "),
);
