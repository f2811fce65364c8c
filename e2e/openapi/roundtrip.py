"""Reads a tree through the models that were generated from its description:
roundtrip.py OPENAPI MODELS TREE.

Every file that an operation answers with becomes the model of its 200 answer, and is
written again as the same JSON. Prints the number of files by path.
"""

import importlib.util
import json
import pathlib
import re
import sys

description, models, tree = (pathlib.Path(arg) for arg in sys.argv[1:])
spec = importlib.util.spec_from_file_location("models", models)
module = importlib.util.module_from_spec(spec)
sys.modules["models"] = module
spec.loader.exec_module(module)

for path, operations in json.loads(description.read_bytes())["paths"].items():
    schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    model = getattr(module, schema["$ref"].rsplit("/", 1)[1])
    files = 0
    for file in sorted(tree.glob(re.sub(r"\{[^}]*\}", "*", path.lstrip("/")))):
        if file.name.startswith("404"):
            continue
        body = json.loads(file.read_bytes())
        again = json.loads(model.model_validate(body).model_dump_json(by_alias=True, exclude_unset=True))
        if again != body:
            sys.exit(f"{file} is read as {json.dumps(again)}")
        files += 1
    print(json.dumps({"path": path, "files": files}))
