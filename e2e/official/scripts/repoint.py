"""Changes the deployment record of peaq-os-sdk 0.12.1 in this process."""

import dataclasses
import types

RECORD = "peaq-mainnet"


def _replace(**changes):
    import peaq_os_sdk.deployments as d

    changed = dataclasses.replace(d.DEPLOYMENTS[RECORD], **changes)
    d.DEPLOYMENTS = types.MappingProxyType({**d.DEPLOYMENTS, RECORD: changed})


def server(base):
    """Makes base the address of the MCR API."""
    import peaq_os_sdk.deployments as d

    _replace(monetization=d.MonetizationDeployment(api_base=base, api_version=d.MONETIZATION_API_VERSION))


def chain(chain_id, start_block, contracts, event_registry):
    """Makes the contracts of another chain the record's own."""
    import peaq_os_sdk.deployments as d

    _replace(
        chain_id=chain_id,
        event_start_block=start_block,
        contracts=d.DeploymentContracts(**contracts),
        event_registry=event_registry,
    )
