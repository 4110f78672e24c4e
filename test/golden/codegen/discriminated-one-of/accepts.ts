import type { DiscriminatedOneOfInput } from "./api.d.ts";

export const circle: DiscriminatedOneOfInput = { shape: { kind: "circle", radius: 1 } };
export const box: DiscriminatedOneOfInput = { shape: { kind: "box", width: 1, height: 2 } };
export const area = ({ shape }: DiscriminatedOneOfInput): number =>
  shape.kind === "circle" ? shape.radius : shape.width * shape.height;
