# What nanoparquet reads in Parquet files, and readr in CSV files, each cell with its own type before it.
# Standard input: table -> {form, file, columns: [{name, kind, terms}]}.
asked <- jsonlite::parse_json(file("stdin"))

kind_of <- function(column) {
  kinds <- c(character = "text", numeric = "double", logical = "boolean", Date = "date", factor = "vocabulary")
  said <- class(column)[1]
  if (said %in% names(kinds)) kinds[[said]] else said
}

cells_of <- function(column) {
  kind <- kind_of(column)
  texts <- switch(kind,
    double = sprintf("%.17g", column),
    boolean = ifelse(column, "True", "False"),
    date = sprintf("%04d-%s", as.POSIXlt(column)$year + 1900L, format(column, "%m-%d")),
    as.character(column)
  )
  shown <- paste(if (kind == "vocabulary") "text" else kind, texts)
  lapply(seq_along(column), function(at) if (is.na(column[at])) NULL else shown[at])
}

parquet <- function(one) nanoparquet::read_parquet(one$file)

csv <- function(one) {
  types <- lapply(one$columns, function(column) {
    switch(column$kind,
      text = readr::col_character(),
      integer = readr::col_double(),
      double = readr::col_double(),
      boolean = readr::col_logical(),
      date = readr::col_date("%Y-%m-%d"),
      vocabulary = readr::col_factor(levels = unlist(column$terms))
    )
  })
  names(types) <- vapply(one$columns, function(column) column$name, "")
  found <- readr::read_csv(
    one$file, col_types = do.call(readr::cols, types), na = "", trim_ws = FALSE, progress = FALSE, lazy = FALSE
  )
  stopifnot(nrow(readr::problems(found)) == 0)
  found
}

found <- lapply(asked, function(one) {
  table <- list(parquet = parquet, csv = csv)[[one$form]](one)
  lapply(names(table), function(name) {
    list(name = name, kind = kind_of(table[[name]]), cells = cells_of(table[[name]]))
  })
})
cat(jsonlite::toJSON(found, auto_unbox = TRUE, null = "null"))
