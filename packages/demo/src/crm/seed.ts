import { createRandom, type Random } from "./random.ts";
import { createTaxId } from "./tax-id.ts";
import { mailDomains, type OrderStatus, orderStatuses, products, type Region, regions, toMailName } from "./words.ts";

export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly tax_id: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly postcode: string;
    readonly country: string;
  };
  readonly segment: "new" | "regular" | "vip";
  readonly created_at: string;
}

export interface Order {
  readonly id: number;
  readonly customer_id: number;
  readonly placed_at: string;
  readonly status: OrderStatus;
  readonly currency: "EUR";
  readonly total: number;
  readonly items: readonly {
    readonly sku: string;
    readonly title: string;
    readonly quantity: number;
    readonly unit_price: number;
  }[];
}

export const CUSTOMER_COUNT = 500;
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2024, 0, 1);

export function createSampleData(seed: number): {
  readonly customers: readonly Customer[];
  readonly orders: readonly Order[];
} {
  const random = createRandom(seed);
  const customers: Customer[] = [];
  const orders: Order[] = [];
  for (let id = 1; id <= CUSTOMER_COUNT; id += 1) {
    const createdMs = FIRST_DAY_MS + random.below(700) * DAY_MS;
    // Two to six orders each: more than 1,500 in all.
    const own = Array.from({ length: 2 + random.below(5) }, (_, index) =>
      createOrder(orders.length + index + 1, id, createdMs + random.below(300) * DAY_MS, random),
    );
    orders.push(...own);
    const spent = own.reduce((sum, order) => sum + order.total, 0);
    customers.push(createCustomer(id, new Date(createdMs).toISOString(), spent, random));
  }
  return { customers, orders };
}

function createCustomer(id: number, createdAt: string, spent: number, random: Random): Customer {
  const region = random.pick(regions);
  const people = random.pick(region.people);
  const name = `${random.pick(people.given)} ${random.pick(people.family)}`;
  const place = random.pick(region.cities);
  return {
    id,
    name,
    email: `${toMailName(name)}${id}@${random.pick(mailDomains)}`,
    phone: createPhone(region.country, id),
    tax_id: createTaxId(region.country, random),
    address: {
      street: `${random.pick(region.streets)} ${1 + random.below(120)}`,
      city: place.city,
      postcode: place.postcode.replace(/#/g, () => String(random.below(10))),
      country: region.country,
    },
    segment: spent > 1500 ? "vip" : spent > 400 ? "regular" : "new",
    created_at: createdAt,
  };
}

/** Number ranges kept free for fiction where a country has one; the customer's id makes each number unique. */
function createPhone(country: Region["country"], id: number): string {
  const own = String(id).padStart(3, "0");
  switch (country) {
    case "RU":
      return `+7 495 555-${own[0]}0-${own.slice(1)}`;
    case "DE":
      return `+49 30 23125 ${own}`;
    case "GB":
      return `+44 7700 900${own}`;
    case "ES":
      return `+34 600 555 ${own}`;
  }
}

function createOrder(id: number, customerId: number, placedMs: number, random: Random): Order {
  const items = Array.from({ length: 1 + random.below(3) }, () => {
    const product = random.pick(products);
    return {
      sku: product.sku,
      title: product.title,
      quantity: 1 + random.below(3),
      unit_price: product.unitCents / 100,
    };
  });
  const cents = items.reduce((sum, item) => sum + Math.round(item.unit_price * 100) * item.quantity, 0);
  return {
    id,
    customer_id: customerId,
    placed_at: new Date(placedMs).toISOString(),
    status: random.pick(orderStatuses),
    currency: "EUR",
    total: cents / 100,
    items,
  };
}
