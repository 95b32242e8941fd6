import type { Builder } from './builder.js'
import { filterKeys } from './extensions.js'
import type { Property, TypeRef } from './ir.js'
import { text } from './texts.js'

const anyText: TypeRef = { kind: 'primitive', name: 'string' }

/** Declares the filters that an operation takes: a type that no schema stands for. */
export function declareFilters(builder: Builder, wanted: string, filters: unknown, origin: string): TypeRef {
  const name = builder.names.ofInline(wanted, origin)
  const properties = filterKeys(filters, origin).map(([key, filter]): Property => {
    return {
      name: key,
      type: filterValues(filter.values === undefined ? anyText : closed(filter.values)),
      required: false,
      doc: text(filter.description),
      deprecated: false,
    }
  })
  builder.declared.set(name, {
    name,
    doc: 'The filters that the operation takes. Values under one name are alternatives unless the name says otherwise.',
    deprecated: false,
    origin,
    direction: 'request',
    shape: { kind: 'interface', extends: [], properties, index: filterValues(anyText) },
  })
  return { kind: 'reference', name }
}

function closed(values: readonly string[]): TypeRef {
  return { kind: 'literals', values, open: false }
}

function filterValues(parameter: TypeRef): TypeRef {
  return { kind: 'runtime', name: 'FilterValues', parameter }
}
