// What hyparquet reads in Parquet files, and Papa Parse in CSV files, each cell with its own type before it.
// Standard input: table -> {form, file, columns: [{name, kind, terms}]}; argument: the folder node_modules.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const modules = process.argv[2]
const load = path => import(pathToFileURL(`${modules}/${path}`).href)
const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } =
  await load('hyparquet/src/node.js')
const { compressors } = await load('hyparquet-compressors/src/index.js')
const { default: Papa } = await load('papaparse/papaparse.js')

function cell(value) {
  if (value === null || value === undefined) return null
  if (value instanceof Date) {
    const [day, time] = value.toISOString().split('T')
    return time === '00:00:00.000Z' ? `date ${day}` : `moment ${value.toISOString()}`
  }
  const kinds = { string: 'text', bigint: 'integer', number: 'double', boolean: 'boolean' }
  const kind = kinds[typeof value] ?? typeof value
  if (kind === 'boolean') return `boolean ${value ? 'True' : 'False'}`
  return `${kind} ${Object.is(value, -0) ? '-0' : value}`
}

function kindOf({ type, converted_type: converted, logical_type: logical }) {
  const said = [type, converted, logical?.type].filter(Boolean).join(' ')
  const kinds = {
    'BYTE_ARRAY UTF8 STRING': 'text',
    'INT64': 'integer',
    'DOUBLE': 'double',
    'BOOLEAN': 'boolean',
    'INT32 DATE DATE': 'date',
  }
  return kinds[said] ?? said
}

async function parquet({ file: path }) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const rows = await parquetReadObjects({ file, metadata, compressors })
  return parquetSchema(metadata).children.map(({ element }) => (
    { name: element.name, kind: kindOf(element), cells: rows.map(row => cell(row[element.name])) }
  ))
}

const makers = {
  text: text => text,
  integer: text => BigInt(text),
  double: text => Number(text),
  boolean: text => ({ true: true, false: false })[text] ?? { not: 'a truth' },
  date: text => new Date(`${text}T00:00:00Z`),
}

function csv({ file, columns }) {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  const { data, errors, meta } = Papa.parse(text, { header: true, delimiter: ',', newline: '\n', skipEmptyLines: true })
  if (errors.length) throw new Error(JSON.stringify(errors))
  return meta.fields.map((name, at) => {
    const { kind, terms } = columns[at]
    const make = kind === 'vocabulary' ? term => terms.includes(term) ? term : { no: 'term' } : makers[kind]
    return { name, kind, cells: data.map(row => row[name] === '' ? null : cell(make(row[name]))) }
  })
}

const found = {}
for (const [table, asked] of Object.entries(JSON.parse(readFileSync(0, 'utf-8')))) {
  found[table] = await { parquet, csv }[asked.form](asked)
}
process.stdout.write(JSON.stringify(found))
