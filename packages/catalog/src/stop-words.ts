/** English words that say nothing about which tool is meant. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    "a about above after again against all also am an and any are as at be because been before being below " +
    "between both but by can cannot could did do does doing don down during each either else etc ever every few for " +
    "from further had has have having he her here hers him his how however i if in into is it its itself just let " +
    "lets ll may me might more most must my myself no nor not of off on once only or other otherwise our ours out " +
    "over own per please shall she should since so some such than that the their theirs them then there these they " +
    "this those through thus to too under until up upon us ve very via want wants was we were what when where which " +
    "while who whom whose why will with within without would you your yours yourself im id re s t d m ok okay hi " +
    "hello thanks thank really need needs"
  ).split(" "),
);
