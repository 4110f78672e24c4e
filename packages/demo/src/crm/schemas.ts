import { z } from "zod";
import { orderStatuses } from "./words.ts";

export const customerSchema = z.object({
  id: z.int().describe("Customer number"),
  name: z.string().describe("Full name"),
  email: z.string(),
  phone: z.string(),
  tax_id: z.string().describe("National tax number (INN, Steuer-ID, DNI or UTR)"),
  address: z.object({ street: z.string(), city: z.string(), postcode: z.string(), country: z.string() }),
  segment: z.enum(["new", "regular", "vip"]),
  created_at: z.string().describe("ISO 8601"),
});

export const orderSchema = z.object({
  id: z.int(),
  customer_id: z.int(),
  placed_at: z.string().describe("ISO 8601"),
  status: z.enum(orderStatuses),
  currency: z.literal("EUR"),
  total: z.number().describe("In whole euros and cents, such as 59.9"),
  items: z.array(z.object({ sku: z.string(), title: z.string(), quantity: z.int(), unit_price: z.number() })),
});

export const customerIdSchema = z.int().min(1).describe("Customer number");

export const pageInput = {
  cursor: z.string().max(200).optional().describe("next_cursor of the page before; absent for the first page"),
  limit: z.int().min(1).max(100).default(50).describe("Entries a page"),
};

export const pageOutput = {
  total: z.int().describe("Entries in all pages together"),
  next_cursor: z.string().nullable().describe("Cursor of the next page; null on the last one"),
};

export const changesSchema = z.object({
  id: customerIdSchema,
  name: z.string().min(1).max(200).optional(),
  email: z.email().optional(),
  phone: z.string().min(3).max(40).optional(),
  segment: z.enum(["new", "regular", "vip"]).optional(),
  address: customerSchema.shape.address.partial().optional(),
});
