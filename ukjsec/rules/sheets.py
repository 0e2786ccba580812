"""The rules of spreadsheets saved as CSV, which are complained of while they are read."""

from __future__ import annotations

from ukjsec.rules.rule import Rule

RULES = (
    Rule(
        "csv-syntax",
        "A quotation mark or line end in a table is not as CSV has it.",
        "A mark that stands alone swallows cells and rows up to the next one.",
        'id,title,kind\nexample,The "Example" memorandum,memorandum\n',
        'Put the whole cell into quotation marks, and double each mark inside: `"The ""Example"" memorandum"`.',
        "table",
    ),
    Rule(
        "ragged-row",
        "A row of a table has more or fewer cells than the header.",
        "Its values would be those of other columns.",
        "id,title,kind\nexample,A memorandum, it seems,memorandum\n",
        "Put a text that holds a comma into quotation marks; write a comma for every empty cell.",
        "table",
    ),
    Rule(
        "wrong-delimiter",
        "The cells of a table are not parted by commas.",
        "Which mark parts them is never guessed: texts hold semicolons and tabs too.",
        "id;title;kind\nexample;A memorandum;memorandum\n",
        "Save the table as CSV in UTF-8 with commas.",
        "table",
    ),
    Rule(
        "no-header",
        "A table has no header.",
        "Without the names of the columns nobody knows what a cell means.",
        "example,A memorandum,memorandum,in-force\n",
        "Write the names of the columns into the first row.",
        "table",
    ),
    Rule(
        "unknown-column",
        "The name of a column is missing, or names no field.",
        "All that stands below it would be lost without a word.",
        "id,titel,kind\nexample,A memorandum,memorandum\n",
        "Correct the name, or delete the column.",
        "table",
    ),
    Rule(
        "duplicate-column",
        "Two columns of a table have the same name.",
        "One of the two values would be lost without a word.",
        "id,title,kind,title\nexample,A memorandum,memorandum,Another\n",
        "Delete one of them.",
        "table",
    ),
    Rule(
        "no-rows",
        "A table has a header and nothing below it.",
        "Nothing was checked.",
        "id,title,kind\n",
        "Write a row for each record.",
        "table",
    ),
    Rule(
        "rows-unchecked",
        "The rows from here on were not checked.",
        "A table with so many problems has most often one and the same in every row.",
        "a table with more than a hundred problems",
        "Mend the problems before it, and check again.",
        "path",
    ),
)
