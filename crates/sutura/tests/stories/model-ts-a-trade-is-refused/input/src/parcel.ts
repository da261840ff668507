import { label } from "./label";

export const title = (id: number): string => label(id).toUpperCase();
