// anyOfWithRequired(args: { id?: string; email?: string; verbose?: boolean } & ({ id: unknown } | { email: unknown })): Promise<any>

export type AnyOfWithRequiredInput = ({
  id?: string
  email?: string
  verbose?: boolean
} & ({
  id: unknown
} | {
  email: unknown
}));

export declare function anyOfWithRequired(args: AnyOfWithRequiredInput): Promise<any>;
