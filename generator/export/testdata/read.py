"""Reads the exports as most people do: read.py DIR EXPECTED.JSON.

Each reader gives a column as its kind (text, int, float, bool or time) and its
values, with None for null and milliseconds for times.
"""

import json
import re
import sys

import duckdb
import fastparquet
import pandas
import polars
import pyarrow
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet

FORMULA = re.compile(r"""((?:^|[,;|\t\r\n])[ "]*)'('*[=+\-@＝＋－＠])""")


def of_arrow(table):
    kinds = {"string": "text", "large_string": "text", "int64": "int", "double": "float", "bool": "bool", "timestamp[ms, tz=UTC]": "time"}
    for name, column in zip(table.column_names, table.columns):
        kind = kinds.get(str(column.type), str(column.type))
        yield name, kind, column.cast("int64").to_pylist() if kind == "time" else column.to_pylist()


def of_pandas(frame):
    kinds = {"str": "text", "string": "text", "object": "text", "int64": "int", "float64": "float", "bool": "bool", "boolean": "bool"}
    for name in frame.columns:
        column = frame[name]
        kind = str(column.dtype).lower()
        kind = kinds.get(kind, "time" if re.fullmatch(r"datetime64\[.s(, utc)?\]", kind) else kind)
        if kind == "time":
            values = [None if pandas.isna(v) else int(v.timestamp()) * 1000 for v in column]
        else:
            values = [None if pandas.isna(v) else v.item() if hasattr(v, "item") else v for v in column]
        yield name, kind, values


def of_polars(frame):
    kinds = {"String": "text", "Int64": "int", "Float64": "float", "Boolean": "bool", "Datetime(time_unit='ms', time_zone='UTC')": "time"}
    for column in frame.get_columns():
        kind = kinds.get(str(column.dtype), str(column.dtype))
        yield column.name, kind, (column.dt.epoch("ms") if kind == "time" else column).to_list()


def of_duckdb(query, path, **parameters):
    kinds = {"VARCHAR": "text", "BIGINT": "int", "DOUBLE": "float", "BOOLEAN": "bool", "TIMESTAMP WITH TIME ZONE": "time"}
    relation = duckdb.sql(query.format(path))
    for name, type in zip(relation.columns, relation.types):
        kind = kinds.get(str(type), str(type))
        column = f"epoch_ms({name})" if kind == "time" else f'"{name}"'
        yield name, kind, [row[0] for row in relation.query("t", f"SELECT {column} FROM t").fetchall()]


def parse(kind, text):
    if text is None or kind == "text":
        return text
    if kind == "time":
        return int(text) * 1000
    return {"int": int, "float": float, "bool": "true".__eq__}[kind](text)


def spreadsheet(text):
    return None if text is None else text.replace("\0", "\ufffd")


class Table:
    def __init__(self, columns, rows):
        self.columns = [tuple(c) for c in columns]
        self.values = {name: [parse(kind, row[name]) for row in rows] for name, kind in self.columns}
        self.failures = []

    def compare(self, reader, columns, kinds=lambda name, kind: {kind}, value=lambda kind, v: v, got=lambda kind, v: v):
        columns = list(columns)
        names = [name for name, _, _ in columns]
        if names != [name for name, _ in self.columns]:
            self.failures.append(f"{reader}: columns {names}")
            return
        for (name, found, values), (_, kind) in zip(columns, self.columns):
            want = [value(kind, v) for v in self.values[name]]
            have = [got(kind, v) for v in values]
            if found not in kinds(name, kind):
                self.failures.append(f"{reader}: {name} is {found}, want {kind}")
            elif len(want) != len(have):
                self.failures.append(f"{reader}: {name} has {len(have)} rows, want {len(want)}")
            else:
                wrong = [(i, h, w) for i, (h, w) in enumerate(zip(have, want)) if h != w]
                if wrong:
                    self.failures.append(f"{reader}: {name}: {len(wrong)} values, in row %d %r instead of %r" % wrong[0])

    def parquet(self, path):
        self.compare("pyarrow " + path, of_arrow(pyarrow.parquet.read_table(path)))
        self.compare("pandas " + path, of_pandas(pandas.read_parquet(path, dtype_backend="numpy_nullable")))
        self.compare("polars " + path, of_polars(polars.read_parquet(path)))
        self.compare("duckdb " + path, of_duckdb("SELECT * FROM read_parquet('{}')", path))
        self.compare("fastparquet " + path, of_pandas(fastparquet.ParquetFile(path).to_pandas()))

    # In text formats a time is a number of seconds.
    def seconds(self, name, kind):
        return {"int"} if kind == "time" else {kind}

    def instant(self, kind, v):
        return v * 1000 if kind == "time" and v is not None else v

    def csv(self, path):
        text = [name for name, kind in self.columns if kind == "text"]
        whole = [name for name, kind in self.columns if kind in ("int", "time")]

        def plain(kind, v):
            return FORMULA.sub(r"\1\2", v) if kind == "text" and v is not None else self.instant(kind, v)

        def want(kind, v):
            return spreadsheet(v) if kind == "text" else v

        # To pandas an empty text is an empty field.
        def absent(kind, v):
            return want(kind, v) or None if kind == "text" else v

        frame = pandas.read_csv(path, keep_default_na=False, na_values=[""], dtype=dict.fromkeys(text, str) | dict.fromkeys(whole, "Int64"))
        self.compare("pandas " + path, of_pandas(frame), self.seconds, absent, plain)
        frame = polars.read_csv(path, schema_overrides=dict.fromkeys(text, polars.String))
        self.compare("polars " + path, of_polars(frame), self.seconds, want, plain)
        types = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in text) + "}"
        columns = of_duckdb("SELECT * FROM read_csv('{}', allow_quoted_nulls=false, types=" + types.replace("{", "{{").replace("}", "}}") + ")", path)
        self.compare("duckdb " + path, columns, self.seconds, want, plain)
        options = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(text, pyarrow.string()), strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        )
        parse_options = pyarrow.csv.ParseOptions(newlines_in_values=True)
        table = pyarrow.csv.read_csv(path, convert_options=options, parse_options=parse_options)
        self.compare("pyarrow " + path, of_arrow(table), self.seconds, want, plain)

    def ndjson(self, path):
        columns = of_duckdb("SELECT * FROM read_json('{}')", path)
        self.compare("duckdb " + path, columns, self.seconds, got=self.instant)
        frame = polars.read_ndjson(path).select([name for name, _ in self.columns])  # in no order of its own
        self.compare("polars " + path, of_polars(frame), self.seconds, got=self.instant)
        self.compare("pyarrow " + path, of_arrow(pyarrow.json.read_json(path)), self.seconds, got=self.instant)

        # To pandas a column of whole numbers with a null among them is one of floats.
        def real(name, kind):
            return {"int", "float"} if kind in ("int", "time") else {kind}

        def rounded(kind, v):
            return float(v) if kind in ("int", "time") and v is not None else v

        frame = pandas.read_json(path, lines=True, dtype=False)
        self.compare("pandas " + path, of_pandas(frame), real, rounded, lambda kind, v: rounded(kind, self.instant(kind, v)))


def main(dir, expected):
    with open(expected, encoding="utf-8") as f:
        tables = {name: Table(**table) for name, table in json.load(f).items()}
    duckdb.sql("SET TimeZone = 'UTC'")
    tables["machines"].parquet(f"{dir}/machines.parquet")
    tables["events"].parquet(f"{dir}/events.parquet")
    tables["machines"].csv(f"{dir}/machines.csv.gz")
    tables["machines"].ndjson(f"{dir}/machines.ndjson.gz")
    failures = [failure for table in tables.values() for failure in table.failures]
    print("\n".join(failures))
    sys.exit(len(failures) > 0)


main(*sys.argv[1:])
