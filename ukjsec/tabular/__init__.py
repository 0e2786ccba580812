"""Tables of any size, held against the rules on the engine that holds them: pandas, polars, DuckDB, Spark and others.

`frames` takes a frame in, `links` follows keys and references, `runs` asks the engine, `results` answers, and
`splits` parts the good rows from the others. Nothing but results leaves the engine: counts, and as many offending rows
as were asked for. Of a frame in partitions, which `clusters` knows, `shares` runs each, and adds up what is found.
"""
