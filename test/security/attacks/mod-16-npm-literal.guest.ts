// imports from a registry statically
// expect: denied
import leftPad from "npm:left-pad@1.3.0";
tell("ESCAPED", "npm", typeof leftPad);
