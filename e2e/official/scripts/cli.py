"""Runs commands of peaq-os-cli against a server: cli.py BASE.

Reads command lines as JSON lines {"args": [...]} and prints one line each:
{"status": exit status, "out": stdout, "err": stderr, "raised": a traceback's last line}.
"""

import importlib.metadata
import json
import os
import sys

if importlib.metadata.version("peaq-os-cli") == "0.0.19":
    os.environ["PEAQOS_MCR_API_URL"] = sys.argv[1]
else:
    import repoint

    repoint.server(sys.argv[1])

from click.testing import CliRunner  # noqa: E402
from peaq_os_cli.main import cli  # noqa: E402

for line in sys.stdin:
    result = CliRunner().invoke(cli, json.loads(line)["args"])
    raised = result.exception
    if isinstance(raised, SystemExit):
        raised = None
    answer = {"status": result.exit_code, "out": result.stdout, "err": result.stderr}
    if raised is not None:
        answer["raised"] = repr(raised)
    print(json.dumps(answer))
