"""Reads machines of generation 2.0 through peaq-os-sdk 0.12.1: reads.py URL.

Reads one JSON line that describes the chain, {"chain_id", "start_block",
"contracts": {role: address}, "event_registry", "key"}, then one line {"id": text} a
machine. Prints one line each: {"owner", "subscription", "availability",
"management"}, every part {"value": ...} or {"error": code}.
"""

import dataclasses
import json
import sys

import repoint

setup = json.loads(sys.stdin.readline())
repoint.chain(setup["chain_id"], setup["start_block"], setup["contracts"], setup["event_registry"])

from peaq_os_sdk import PeaqosClient, PeaqosError  # noqa: E402

client = PeaqosClient(rpc_url=sys.argv[1], private_key=setup["key"])


def text(value):
    """Numbers as text: a reader of JSON need not hold 256 bits."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if dataclasses.is_dataclass(value):
        return {f.name: text(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return [text(v) for v in value]


def ask(call, machine):
    try:
        return {"value": text(call(machine))}
    except PeaqosError as e:
        return {"error": e.code or type(e).__name__, "message": str(e)}


calls = {
    "owner": client.get_machine_owner,
    "subscription": client.get_machine_subscription,
    "availability": client.get_machine_availability,
    "management": client.get_machine_management_state,
}
for line in sys.stdin:
    machine = int(json.loads(line)["id"])
    print(json.dumps({name: ask(call, machine) for name, call in calls.items()}))
