/**
 * The values of one filter: a list, or an object whose keys with `true` count.
 *
 * @typeParam Value the texts that the filter takes
 */
export type FilterValues<Value extends string = string> =
  | readonly Value[]
  | { readonly [Key in Value]?: boolean | undefined }

/** Filters by name, as an engine takes them: `{ label: ['a=b'], status: ['running'] }`. */
export type Filters = Readonly<Record<string, FilterValues>>
