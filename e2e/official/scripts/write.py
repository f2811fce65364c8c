"""Writes to a chain of generation 1.0 through peaq-os-sdk 0.3.0: write.py URL.

Reads one JSON line, {"contracts": {role: address}, "keys": [operator's, machine's]},
and prints what it wrote: a JSON line for each machine.
"""

import json
import sys

from peaq_os_sdk import PeaqosClient
from peaq_os_sdk.types.events import SubmitEventParams
from peaq_os_sdk.utils.data_hash import compute_data_hash

URL = sys.argv[1]
SETUP = json.loads(sys.stdin.readline())
TIME = 1_780_000_000  # of the first event

# Each event as the SDK takes it, without the machine. The last two currencies
# are left to the SDK.
EVENTS = [
    dict(event_type=0, value=0, currency="HKD", raw_data=b"raw", trust_level=0, source_chain_id=3338, source_tx_hash=None, metadata=b""),
    dict(event_type=0, value=2**256 - 1, currency="JPY", raw_data=None, trust_level=2, source_chain_id=0, source_tx_hash=None, metadata=b'{"kwh":12.50}'),
    dict(event_type=1, value=7, currency="", raw_data=b"\x00", trust_level=1, source_chain_id=8453, source_tx_hash="0x" + "ab" * 32, metadata=b"\xff\xfe no text"),
    dict(event_type=0, value=1234, currency="ABCDEFGHIJ", raw_data=None, trust_level=0, source_chain_id=3338, source_tx_hash=None, metadata=b"x" * 4096),
]
DEFAULTS = [
    dict(event_type=0, value=5, raw_data=None, trust_level=0, source_chain_id=3338, source_tx_hash=None, metadata=b"[1]"),
    dict(event_type=1, value=6, raw_data=None, trust_level=0, source_chain_id=3338, source_tx_hash=None, metadata=b"{}"),
]


def connect(key):
    return PeaqosClient(rpc_url=URL, private_key=key, **SETUP["contracts"])


def written(event, index):
    """The event as a reader should find it."""
    currency = event.get("currency", "USD" if event["event_type"] == 0 else "")
    data = compute_data_hash(event["raw_data"]) if event["raw_data"] is not None else bytes(32)
    return {
        "type": event["event_type"],
        "value": str(event["value"]),
        "currency": currency,
        "time": TIME + index,
        "data_hash": "0x" + data.hex(),
        "trust": event["trust_level"],
        "source_chain": event["source_chain_id"],
        "source_tx": event["source_tx_hash"] or "0x" + "00" * 32,
        "metadata": event["metadata"].hex(),
    }


def submit(client, machine):
    """Events one by one, then the same ones as a batch."""
    log = []
    for event in EVENTS + DEFAULTS:
        client.submit_event(machine_id=machine, timestamp=TIME + len(log), **event)
        log.append(written(event, len(log)))
    batch = []
    for event in EVENTS:
        batch.append(SubmitEventParams(machine_id=machine, timestamp=TIME + len(log), **event))
        log.append(written(event, len(log)))
    client.batch_submit_events(batch)
    return log


def main():
    operator, machine = (connect(key) for key in SETUP["keys"])
    wallet, _ = PeaqosClient.generate_keypair()
    own = machine.register_machine()
    managed = operator.register_for(wallet)

    machine.mint_nft(own, machine.address)
    attributes = dict(
        nft_token_id=machine.token_id_of(own),
        operator_did="did:peaq:" + operator.address,
        documentation_url="https://docs.example/own?a=<b>&c",
        data_api="https://data.example/own",
        data_visibility="onchain",
    )
    machine.write_machine_did_attributes(machine_id=own, **attributes)
    operator.write_proxy_did_attributes(managed, [own, managed])

    print(json.dumps({"id": own, "wallet": machine.address, "operator": "", **attributes, "events": submit(machine, own)}))
    print(json.dumps({"id": managed, "wallet": wallet, "operator": operator.address, "machines": [own, managed], "events": submit(operator, managed)}))


main()
