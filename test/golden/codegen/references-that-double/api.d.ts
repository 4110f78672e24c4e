// referencesThatDouble(args?: { laughs?: ReferencesThatDoubleInputL0; fine?: string }): Promise<any>

export interface ReferencesThatDoubleInput {
  laughs?: ReferencesThatDoubleInputL0
  fine?: string
}

export type ReferencesThatDoubleInputL0 = ({
  p0?: number
} & ReferencesThatDoubleInputL1);

export interface ReferencesThatDoubleInputL17 {
  p17?: number
  p18?: number
  p19?: number
  p20?: number
  p21?: number
  p22?: number
  p23?: number
  p24?: number
  p25?: number
  p26?: number
  p27?: number
  p28?: number
  p29?: number
  end: string
}

export type ReferencesThatDoubleInputL16 = ({
  p16?: number
} & ReferencesThatDoubleInputL17);

export type ReferencesThatDoubleInputL15 = ({
  p15?: number
} & ReferencesThatDoubleInputL16);

export type ReferencesThatDoubleInputL14 = ({
  p14?: number
} & ReferencesThatDoubleInputL15);

export type ReferencesThatDoubleInputL13 = ({
  p13?: number
} & ReferencesThatDoubleInputL14);

export type ReferencesThatDoubleInputL12 = ({
  p12?: number
} & ReferencesThatDoubleInputL13);

export type ReferencesThatDoubleInputL11 = ({
  p11?: number
} & ReferencesThatDoubleInputL12);

export type ReferencesThatDoubleInputL10 = ({
  p10?: number
} & ReferencesThatDoubleInputL11);

export type ReferencesThatDoubleInputL9 = ({
  p9?: number
} & ReferencesThatDoubleInputL10);

export type ReferencesThatDoubleInputL8 = ({
  p8?: number
} & ReferencesThatDoubleInputL9);

export type ReferencesThatDoubleInputL7 = ({
  p7?: number
} & ReferencesThatDoubleInputL8);

export type ReferencesThatDoubleInputL6 = ({
  p6?: number
} & ReferencesThatDoubleInputL7);

export type ReferencesThatDoubleInputL5 = ({
  p5?: number
} & ReferencesThatDoubleInputL6);

export type ReferencesThatDoubleInputL4 = ({
  p4?: number
} & ReferencesThatDoubleInputL5);

export type ReferencesThatDoubleInputL3 = ({
  p3?: number
} & ReferencesThatDoubleInputL4);

export type ReferencesThatDoubleInputL2 = ({
  p2?: number
} & ReferencesThatDoubleInputL3);

export type ReferencesThatDoubleInputL1 = ({
  p1?: number
} & ReferencesThatDoubleInputL2);

export declare function referencesThatDouble(args?: ReferencesThatDoubleInput): Promise<any>;
