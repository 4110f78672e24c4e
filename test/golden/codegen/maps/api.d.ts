// maps(args?: { headers?: { … }; mixed?: { … }; patterns?: { … }; keys?: { … }; free?: { … }; closed?: {}; open?: { … }; deep?: { … } }): Promise<any>

export interface MapsInput {
  headers?: { [k: string]: string }
  mixed?: {
    id: number
    [k: string]: string | number
  }
  patterns?: { [k: string]: number | boolean }
  keys?: {
    a?: number
    b?: number
  }
  free?: { [k: string]: unknown }
  closed?: Record<string, never>
  open?: {
    id?: number
    [k: string]: unknown
  }
  deep?: {
    inner?: {
      x?: number
    }
    [k: string]: unknown
  }
}

export declare function maps(args?: MapsInput): Promise<any>;
