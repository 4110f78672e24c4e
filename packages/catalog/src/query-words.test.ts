import { createToolEntry, type ToolEntry } from "@sluice/contracts";
import { describe, expect, test } from "vitest";
import { createCatalog } from "./create-catalog.ts";

const tool = (server: string, name: string, description: string): ToolEntry =>
  createToolEntry(server, { name, description, inputSchema: {}, annotations: {} });

function createSample() {
  const catalog = createCatalog({ vectors: "none" });
  catalog.replaceServer({ name: "web" }, [
    tool("web", "browser_navigate", "Open a page in the browser"),
    tool("web", "take_screenshot", "Capture an image of the page"),
  ]);
  catalog.replaceServer({ name: "crm" }, [
    tool("crm", "list_customers", "List all customers with their orders"),
    tool("crm", "delete_customer", "Delete a customer for good"),
    tool("crm", "send_notification", "Send a notification to a customer"),
  ]);
  catalog.replaceServer({ name: "ops" }, [
    tool("ops", "pods_list", "List the pods of a Kubernetes cluster"),
    tool("ops", "天气查询", "查询城市的天气预报"),
  ]);
  return catalog;
}

const first = (query: string) => createSample().search(query, { limit: 1 }).hits[0]?.entry.name;

describe("search()", () => {
  test.each([
    ["brwoser navigaet", "browser_navigate"],
    ["take a screnshot", "take_screenshot"],
    ["sendnotification", "send_notification"],
    ["notif", "send_notification"],
  ])("search() corrects words that match nothing: %s", (query, name) => {
    expect(first(query)).toBe(name);
  });

  test.each([
    ["удали клиента", "delete_customer"],
    ["покажи список клиентов", "list_customers"],
    ["Сделай скриншот страницы", "take_screenshot"],
    ["Lösche bitte den Kunden", "delete_customer"],
    ["alle Kunden auflisten", "list_customers"],
    ["Benachrichtigung senden", "send_notification"],
    ["weather forecast of a city", "天气查询"],
    ["删除客户", "delete_customer"],
  ])("search() understands words of other languages: %s", (query, name) => {
    expect(first(query)).toBe(name);
  });

  test.each([
    ["k8s pods", "pods_list"],
    ["remove a client", "delete_customer"],
    ["enumerate clients", "list_customers"],
    ["img of the site", "take_screenshot"],
  ])("search() knows abbreviations and synonyms: %s", (query, name) => {
    expect(first(query)).toBe(name);
  });

  test("search() leaves a word alone that the index has", () => {
    const catalog = createSample();
    catalog.replaceServer({ name: "zoo" }, [
      tool("zoo", "feed_cat", "Feed the cat"),
      tool("zoo", "call_cab", "Call a cab"),
    ]);
    expect(catalog.search("cab", { limit: 5 }).hits.map((hit) => hit.entry.name)).toEqual(["call_cab"]);
  });
});
