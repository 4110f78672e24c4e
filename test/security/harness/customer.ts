/** Nobody: a person of the kind that must never leave the sandbox. */
export const customer = {
  id: 4711,
  full_name: "Marguerite Delacroix-Okonkwo",
  email: "marguerite.delacroix@customer-mail.example",
  phone: "+44 20 7946 0958",
  card_number: "4539 1488 0343 6467",
  iban: "GB33BUKB20201555555555",
  birth_date: "1984-11-23",
  plan: "gold",
} as const;

/** Each value that has to stay inside. */
export const personalValues: readonly string[] = [
  customer.full_name,
  customer.email,
  customer.phone,
  customer.card_number,
  customer.iban,
  customer.birth_date,
];
