const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

export const titles: ReadonlySet<string> = set(
  "mr mrs ms miss mister dr doctor prof professor sir lady madam mme mlle herr frau señor señora sr sra don doña hr fru capt captain sgt sergeant lt col gen rev father sister brother uncle aunt president senator governor judge officer detective king queen prince princess",
);

/** Small words inside a name. */
export const particles: ReadonlySet<string> = set(
  "de del della di da do dos das du des la le van von der den ter ten bin ibn al el y e zu af av",
);

/** Words after a name that make it an organisation's or a place's. */
export const organisationWords: ReadonlySet<string> = set(
  "inc llc ltd gmbh corp co company corporation group partners bank university college school institute foundation association society club team hospital clinic church hotel restaurant museum theatre theater airlines airways motors media press records pictures studios studio entertainment systems solutions technologies software labs orchestra band league cup festival award awards prize party street st road rd avenue ave lane drive square park bridge river lake mountain mount island islands county city town village airport station center centre building tower hall house university's insurance holdings industries services airport stadium prize act bill law code language framework library conference summit islands bay beach valley hills street's weekly times post journal news magazine show album song movie film series game",
);

/** Written with a capital and no name: weekdays, months, and what opens a sentence. */
export const capitalisedWords: ReadonlySet<string> = set(
  "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december english german french spanish russian italian american british european chinese japanese indian canadian australian dutch polish swedish norwegian danish finnish google microsoft apple amazon facebook twitter github linux windows android internet christmas easter god jesus christ i i'm i'd i've i'll ok the a an this that these those he she it we you they my your his her our their and but or if when while where what who why how in on at to from for with by of is are was were be as so no not yes please thanks thank hello hi hey dear re fw fwd cc bcc api url http json xml sql html css pdf id ids todo fixme note",
);

export const cueBefore: RegExp =
  /(?:\b(?:my|his|her|their|our|whose|the|full|first|last|maiden|sur) ?name(?:'s| is| was|:)?|\bnamed|\bcalled|\bi am|\bi'm|\bthis is|\bcall me|\bdear|\bhi|\bhello|\bhey|\bregards,?|\bsincerely,?|\bcheers,?|\bbest,?|\bsigned,?|\bname ?:|\bauthor ?:|\bfrom ?:|\bto ?:|\bcc ?:|\battn\.? ?:?|\bcontact ?:|\bcustomer ?:|\bclient ?:|\bpatient ?:|\bemployee ?:|\bask for|\bspeak (?:to|with)|\bmet|\bmarried|\bwife|\bhusband|\bson|\bdaughter|\bbrother|\bsister|\bmother|\bfather|\bfriend|\bcolleague|\bboss|\bcustomer|\bclient|\bpatient|\bemployee|\bwritten by|\bdirected by|\bsung by|\bactor|\bactress|\bsinger|\bauthor|\bwriter|\bdirector|\bpresident|\bminister|\bsenator|\bceo|\bchairman|\bchef|\bplayer|\bcoach|\bheld by|\bowned by|\bbehalf of)[\s,:"“(]{1,3}$/;

export const strongCueBefore: RegExp =
  /(?:\b(?:my|his|her|full|first|last|maiden) ?name(?:'s| is| was|:)?|\bi am|\bi'm|\bcall me|\bdear|\bhi|\bhello|\bname ?:|\bsigned,?|\bregards,?|\bsincerely,?|\bcustomer ?:|\bpatient ?:|\bemployee ?:)[\s,:]{1,3}$/;

export const cueAfter: RegExp =
  /^(?:'s (?:name|email|e-mail|phone|address|account|birthday|number|mother|father|wife|husband|house|card|sister|brother)|,? (?:who|born|aged|age \d)|,? (?:said|says|wrote|writes|told|asked|replied|lives|lived|works|worked|was born|born|married|called|listed|had|has|is a|was a|died|joined|thinks|wants|will)\b)/;
