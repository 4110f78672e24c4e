import { describe, expect, test } from "vitest";
import { nameFunctions, toFunctionName, toTypeName, toTypeNamePart } from "./names.ts";

describe("toFunctionName()", () => {
  test.each([
    ["list_customers", "listCustomers"],
    ["createIssue", "createIssue"],
    ["API-post-search", "apiPostSearch"],
    ["GetUser", "getUser"],
    ["HTMLParse", "htmlParse"],
    ["API_GET_USER", "apiGetUser"],
    ["get.user/by id", "getUserById"],
    ["3d_render", "_3dRender"],
    ["delete", "delete_"],
    ["index", "index_"],
    ["then", "then_"],
    ["constructor", "constructor_"],
    ["call_tool", "callTool_"],
    ["get", "get"],
    ["获取天气", "获取天气"],
    ["créer_tâche", "créerTâche"],
    ["user's_list", "usersList"],
    ["zero\u200bwidth", "zerowidth"],
    ["ＦＵＬＬ＿width", "fullWidth"],
  ])("names %s %s", (tool, expected) => {
    expect(toFunctionName(tool)).toBe(expected);
  });

  test("names what has no letters after its digest", () => {
    expect(toFunctionName("🦀")).toMatch(/^tool_[0-9a-f]{6}$/);
    expect(toFunctionName("🦀")).not.toBe(toFunctionName("🐙"));
  });
});

describe("nameFunctions()", () => {
  test("lets the tool that is called exactly so keep the name", () => {
    const names = nameFunctions(["get-user", "getUser", "get_user"]);
    expect(names.get("getUser")).toBe("getUser");
    expect(names.get("get-user")).toMatch(/^getUser_[0-9a-f]{6}$/);
    expect(names.get("get_user")).toMatch(/^getUser_[0-9a-f]{6}$/);
  });

  test("gives a contested name to nobody else", () => {
    expect([...nameFunctions(["get-user", "get_user"]).values()]).not.toContain("getUser");
  });

  test("counts names that differ in case as equal", () => {
    const names = [...nameFunctions(["getuser", "getUser"]).values()];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
  });
});

describe("toTypeName()", () => {
  test.each([
    ["listCustomers", "ListCustomers"],
    ["_3dRender", "T_3dRender"],
    ["获取", "T获取"],
  ])("names the types of %s %s", (name, expected) => {
    expect(toTypeName(name)).toBe(expected);
  });

  test("makes parts of names from any text", () => {
    expect(toTypeNamePart("tree-node")).toBe("TreeNode");
    expect(toTypeNamePart("} ; alert(1)")).toBe("Alert1");
    expect(toTypeNamePart("***")).toBe("");
  });
});
