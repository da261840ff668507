function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isFields(value: unknown): value is ApiFields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Blob)
  );
}

/** A name out of a document may be that of something which each object has: `constructor`. */
function own<Value>(
  values: { readonly [name: string]: Value } | undefined,
  name: string,
): Value | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** An object that has nothing by itself, so that no name out of a document is one that it has. */
function bare<Value>(): { [name: string]: Value } {
  return Object.create(null);
}
