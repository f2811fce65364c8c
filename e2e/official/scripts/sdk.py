"""Asks a server through peaq-os-sdk: sdk.py BASE.

Reads questions as JSON lines {"call", "did"} and prints one line each:
{"value": ...}, or {"error": code} for an error that the SDK raised as its own.
Anything else that is raised ends the script.
"""

import importlib.metadata
import json
import sys

import repoint

BASE = sys.argv[1]
VERSION = importlib.metadata.version("peaq-os-sdk")


def client():
    if VERSION == "0.12.1":
        repoint.server(BASE)
        from peaq_os_sdk import PeaqosQueryClient

        return PeaqosQueryClient()
    if VERSION == "0.11.2":
        from peaq_os_sdk import PeaqosQueryClient

        return PeaqosQueryClient(legacy_api_url=BASE)
    from peaq_os_sdk import PeaqosClient

    roles = "identity_registry identity_staking event_registry machine_nft did_registry batch_precompile"
    unused = {role: "0x" + "11" * 20 for role in roles.split()}
    return PeaqosClient(rpc_url="http://127.0.0.1:1", private_key="0x" + "11" * 32, api_url=BASE, **unused)


def ask(call, did):
    from peaq_os_sdk import ApiError, ValidationError

    try:
        return {"value": call(did)}
    except (ApiError, ValidationError) as e:
        return {"error": getattr(e, "code", "") or type(e).__name__, "message": str(e)}


def main():
    c = client()
    calls = {"mcr": c.query_mcr, "machine": c.query_machine, "operator": c.query_operator_machines}
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(ask(calls[question["call"]], question["did"])))


main()
