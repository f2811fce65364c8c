"""Reads JSON files as most people do: read_json.py NDJSON.GZ, file names on stdin.

Python's json and DuckDB must read each file, without the values that only some
parsers take.
"""

import gzip
import json
import sys

import duckdb


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def unique(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a name stands twice in {names}")
    return dict(pairs)


def read(text):
    value = json.loads(text.decode("utf-8"), parse_constant=refuse, object_pairs_hook=unique)
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")  # no lone surrogates


files = sys.stdin.read().splitlines()
failed = 0
for file in files:
    try:
        with open(file, "rb") as f:
            read(f.read())
        (count,) = duckdb.execute("SELECT count(*) FROM read_json_objects(?, format='unstructured')", [file]).fetchone()
        if count != 1:
            raise ValueError(f"DuckDB reads {count} values")
    except Exception as e:
        print(f"{file}: {type(e).__name__}: {str(e)[:200]}")
        failed += 1

with gzip.open(sys.argv[1], "rb") as f:
    lines = f.read().splitlines()
for line in lines:
    read(line)
(count,) = duckdb.execute("SELECT count(*) FROM read_json(?)", [sys.argv[1]]).fetchone()
if count != len(lines):
    sys.exit(f"DuckDB reads {count} of {len(lines)} lines")
sys.exit(failed > 0)
